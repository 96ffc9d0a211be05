import { openContestants } from '../browser/contestant-pages.ts'
import { median } from '../measure/statistics.ts'
import type { Kind, Row, Table, Target } from '../measure/table.ts'
import { ratioTarget } from '../measure/table.ts'
import { turnsOf } from '../measure/turns.ts'
import type { Deed } from '../pages/harness.tsx'
import type { Axis } from './axis.ts'

const STORE = 'hand-written store'
const KEPT = 'hand-written store, kept for a reload'
const TELLING = 'hand-written store that tells what is shown'
const LOCAL = 'Sluice, local client'

const CONTESTANTS: readonly (readonly [page: string, name: string, kind: Kind])[] = [
  ['hand-written-store', STORE, 'reference'],
  ['hand-written-in-context', 'hand-written store in a context', 'reference'],
  ['hand-written-telling', TELLING, 'reference'],
  ['hand-written-kept', KEPT, 'reference'],
  ['sluice-local', LOCAL, 'sluice'],
  ['sluice', 'Sluice', 'sluice'],
  ['growthbook', 'GrowthBook', 'peer'],
  ['unleash', 'Unleash', 'peer'],
  ['launchdarkly', 'LaunchDarkly', 'peer'],
  ['openfeature', 'OpenFeature', 'peer'],
]

type DeedName = 'mount' | 'change' | 'refresh' | 'repeatContext' | 'unmount'

interface Question {
  readonly deed: DeedName
  readonly title: string
  readonly what: string
  /** Pages that cannot do it, or of which another row tells the same. */
  readonly without?: readonly string[]
  readonly notes?: readonly string[]
  readonly targets: (rows: readonly Row[], renders: ReadonlyMap<string, number>) => Target[]
}

const times = (limit: number) => (rows: readonly Row[]) => [
  ratioTarget(rows, { of: 'Sluice', to: STORE }, 'at most', limit),
]

/** They differ from others in how a flag is turned on, and in nothing else. */
const FOR_CHANGES = ['hand-written-kept', 'sluice-local']

/** What a store pays before it is worth its name; an answer costs them the same as the store alone. */
const FOR_MOUNTS = ['hand-written-in-context', 'hand-written-telling']

const rendersAtMost = (limit: number, renders: ReadonlyMap<string, number>): Target => ({
  claim: 'Sluice',
  actual: renders.get('Sluice') ?? NaN,
  limit,
  direction: 'at most',
  unit: 'renders',
})

const QUESTIONS: readonly Question[] = [
  {
    deed: 'change',
    title: 'One of 1,000 flags changes',
    what: 'By the most direct way that a page has: the store is set, Sluice gets an override, and GrowthBook a forced feature. Until the page shows it. A local client stores nothing, as the store does; any other keeps an override in sessionStorage once the page shows it.',
    without: ['unleash', 'launchdarkly', 'openfeature'],
    notes: ['The others have no such way; see the next table.'],
    targets: (rows, renders) => [
      ...times(1.15)(rows),
      ratioTarget(rows, { of: 'Sluice', to: KEPT }, 'at most', 1.15),
      rendersAtMost(1, renders),
    ],
  },
  {
    deed: 'refresh',
    title: 'An answer comes in which one of 1,000 flags differs',
    what: 'Each product asks a service in the page, and reads the whole answer of its own format. Until the page shows it.',
    without: [...FOR_CHANGES, ...FOR_MOUNTS],
    notes: [
      'OpenFeature is made to ask by a context that differs; LaunchDarkly, which is told by its stream otherwise, by an identify with bootstrap data.',
    ],
    targets: (_rows, renders) => [rendersAtMost(1, renders)],
  },
  {
    deed: 'repeatContext',
    title: 'The same context is set again',
    what: 'Until the call has settled. What counts is that nobody renders.',
    without: [...FOR_CHANGES, ...FOR_MOUNTS, 'launchdarkly'],
    targets: (_rows, renders) => [rendersAtMost(0, renders)],
  },
  {
    deed: 'mount',
    title: 'Mounting 1,000 readers',
    what: 'In one render, until it is committed and everybody listens. A store that tells what is shown has a layout effect in each reader, as Sluice has, and nothing else that Sluice does.',
    without: FOR_CHANGES,
    targets: (rows) => [
      ...times(1.1)(rows),
      ratioTarget(rows, { of: 'Sluice', to: TELLING }, 'at most', 1.1),
    ],
  },
  {
    deed: 'unmount',
    title: 'Unmounting 1,000 readers',
    what: 'Until nobody listens any more.',
    without: FOR_CHANGES,
    targets: times(1.3),
  },
]

/**
 * How often the browser is started anew. Where V8 puts what a page makes is decided once for its
 * life, and the same page may mount in 1.7 ms after one start and in 2.3 ms after another.
 */
const LAUNCHES = 8

/**
 * What is done between a mount and an unmount, one after the other: what an answer leaves in a
 * heap and in the processor's caches is not there when pages are mounted.
 */
const PHASES = [undefined, 'change', 'repeatContext', 'refresh'] as const

/** 1,000 mounted components, each of which reads another flag, in Chromium. */
export const react: Axis = {
  title: '1,000 readers in React',
  async run({ rounds: fewest, warmups, isSmoke }) {
    const deeds = new Map<string, Deed[]>()
    const launches = isSmoke ? 1 : LAUNCHES
    const counted = isSmoke ? 1 : Math.ceil((fewest * 5) / LAUNCHES)
    // A page is compiled better for many rounds to come.
    const before = warmups * 4
    for (let launch = 0; launch < launches; launch++) {
      await using pages = await openContestants(CONTESTANTS.map(([page]) => page))
      const note = (deed: DeedName, page: string, done: Deed): void => {
        if (isWithout(deed, page)) return
        const key = `${deed} ${page}`
        deeds.set(key, [...(deeds.get(key) ?? []), done])
      }
      for (const [phase, between] of PHASES.entries()) {
        // A mount is short, and whether a collection falls into it is chance.
        const rounds = between ? counted : counted * 4
        for (let round = -before; round < rounds; round++) {
          const turn = (launch * PHASES.length + phase) * 1000 + round
          for (const [page] of turnsOf(CONTESTANTS, turn)) {
            if (between && isWithout(between, page)) continue
            const mounted = await pages.ask(page, 'mount')
            const done = between && (await pages.ask(page, between))
            const unmounted = await pages.ask(page, 'unmount')
            if (round < 0) continue
            if (done) note(between, page, done)
            else {
              note('mount', page, mounted)
              note('unmount', page, unmounted)
            }
          }
        }
      }
    }
    return QUESTIONS.map((question) => tableOf(question, deeds))
  },
}

function isWithout(deed: DeedName, page: string): boolean {
  const question = QUESTIONS.find((candidate) => candidate.deed === deed)
  return question?.without?.includes(page) === true
}

function tableOf(question: Question, deeds: ReadonlyMap<string, readonly Deed[]>): Table {
  const { deed, title, what, notes, targets } = question
  const renders = new Map<string, number>()
  const rows = CONTESTANTS.filter(([page]) => !isWithout(deed, page)).map(([page, name, kind]) => {
    const done = deeds.get(`${deed} ${page}`) ?? []
    renders.set(name, median(done.map((one) => one.renders)))
    const samples = done.map(({ tookMs }) => tookMs)
    return { name, kind, samples, extra: String(renders.get(name)) }
  })
  return {
    title,
    what,
    unit: 'ms',
    base: STORE,
    extra: 'renders',
    rows,
    targets: targets(rows, renders),
    ...(notes !== undefined && { notes }),
  }
}
