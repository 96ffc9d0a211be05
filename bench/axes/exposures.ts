import { openContestants } from '../browser/contestant-pages.ts'
import type { Kind } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import type { Axis } from './axis.ts'

const WITHOUT = 'Sluice, nothing counted'

const CONTESTANTS: readonly (readonly [page: string, name: string, kind: Kind])[] = [
  ['sluice-unexposed', WITHOUT, 'reference'],
  ['sluice-exposing', 'Sluice', 'sluice'],
  ['hand-written-store', 'hand-written store', 'reference'],
]

interface Question {
  readonly title: string
  readonly what: string
  readonly isOneFlag: boolean
  readonly of: 'tookMs' | 'committedMs'
  /** Nobody promises more: a page has as many events to send as it shows flags. */
  readonly most?: number
}

const QUESTIONS: readonly Question[] = [
  {
    title: 'Mounting 1,000 readers of flags that nobody has seen yet',
    what: 'In one render, each of another flag, until it is committed: every reader tells the client what it shows.',
    isOneFlag: false,
    of: 'committedMs',
    most: 1.15,
  },
  {
    title: 'Mounting 1,000 readers of one flag that nobody has seen yet',
    what: 'In one render, until what the commit leaves to the end of its task is done: one event is stored and on its way, which costs the same for one reader.',
    isOneFlag: true,
    of: 'tookMs',
  },
  {
    title: 'A thousand exposures at once',
    what: 'As the first, until what the commit leaves to the end of its task is done: a thousand events are stored, and half of them on their way.',
    isOneFlag: false,
    of: 'tookMs',
  },
]

/** What it costs that a page counts what is seen. */
export const exposures: Axis = {
  title: 'Exposures',
  async run({ rounds, warmups, isSmoke }) {
    await using pages = await openContestants(CONTESTANTS.map(([page]) => page))
    const samples = new Map<string, number[]>()
    const counted = isSmoke ? 1 : rounds * 2
    const before = isSmoke ? 0 : warmups * 4
    for (let round = -before; round < counted; round++) {
      for (let turn = 0; turn < CONTESTANTS.length; turn++) {
        const [page = ''] = CONTESTANTS[(turn + round + before) % CONTESTANTS.length] ?? []
        for (const isOneFlag of [true, false]) {
          const deed = await pages.ask(page, 'mountAnew', isOneFlag)
          await pages.ask(page, 'unmount')
          for (const span of ['tookMs', 'committedMs'] as const) {
            const key = `${page} ${isOneFlag} ${span}`
            if (round >= 0) samples.set(key, [...(samples.get(key) ?? []), deed[span]])
          }
        }
      }
    }
    return QUESTIONS.map(({ title, what, isOneFlag, of, most }) => {
      const rows = CONTESTANTS.map(([page, name, kind]) => ({
        name,
        kind,
        samples: samples.get(`${page} ${isOneFlag} ${of}`) ?? [],
      }))
      const targets =
        most === undefined
          ? []
          : [ratioTarget(rows, { of: 'Sluice', to: WITHOUT }, 'at most', most)]
      return { title, what, unit: 'ms', base: WITHOUT, rows, targets }
    })
  },
}
