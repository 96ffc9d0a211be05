import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { START, exposure } from '../testing/events.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { framesOf } from './frame.ts'
import { openSpool } from './open-spool.ts'
import type { SpoolLoss } from './spool-loss.ts'
import type { Spool, SpoolState } from './spool.ts'

const NOW = Date.UTC(2026, 8, 2)

async function open(folder: string, onLoss?: (loss: SpoolLoss) => void): Promise<Spool> {
  const spool = await openSpool({ folder, now: () => NOW, ...(onLoss && { onLoss }) })
  onTestFinished(() => spool.close())
  return spool
}

async function openAndClose(folder: string): Promise<SpoolState> {
  const spool = await open(folder)
  const state = spool.state()
  await spool.close()
  return state
}

/** What a process leaves that is killed: its folder at this moment. */
function killed(folder: string): string {
  const left = temporaryFolder()
  cpSync(folder, left, { recursive: true })
  return left
}

/** Appends frames of two events, each a millisecond after the one before. */
async function append(spool: Spool, frames: number): Promise<void> {
  for (let i = 0; i < frames; i++) {
    const receivedAt = START + i
    await spool.append([exposure({ receivedAt }), exposure({ receivedAt })])
  }
}

/** A folder with one segment that a killed process left and the next one found whole. */
async function recovered(): Promise<{ folder: string; path: string }> {
  const spool = await open(temporaryFolder())
  await append(spool, 5)
  const folder = killed(spool.folder)
  expect(await openAndClose(folder)).toMatchObject({ events: 10, losses: [] })
  return { folder, path: segmentsIn(folder)[0] ?? '' }
}

function segmentsIn(folder: string): string[] {
  return readdirSync(join(folder, 'spool')).map((name) => join(folder, 'spool', name))
}

const listIn = (folder: string): string => join(folder, 'spool-segments.json')

const cuts: [string, (path: string, content: Buffer) => void, object][] = [
  [
    'in the middle of a frame',
    (path, { length }) => truncateSync(path, length - 50),
    { events: 2 },
  ],
  [
    'between two frames',
    (path, content) => truncateSync(path, [...framesOf(content)][3]?.end),
    { events: 4 },
  ],
  ['to nothing', (path) => truncateSync(path, 0), { events: 10 }],
  ['off', (path) => rmSync(path), { events: 10, reason: 'missing' }],
]

it.each(cuts)(
  'a segment that was whole at one start and is cut %s at the next is a loss, told once by number and time',
  async (_where, cut, lost) => {
    const { folder, path } = await recovered()
    const { events } = { events: 0, ...lost }
    cut(path, readFileSync(path))
    const heard: SpoolLoss[] = []
    const spool = await open(folder, (loss) => heard.push(loss))
    expect(heard).toMatchObject([{ reason: 'cut', foundAt: NOW, ...lost }])
    const [from, to] = heard[0]?.between ?? []
    expect(from).toBeLessThanOrEqual(START + 5 - events / 2)
    expect(to).toBe(START + 4)
    expect(spool.state()).toMatchObject({ events: 10 - events, losses: heard })
    await append(spool, 1)
    await spool.close()
    const again = await open(folder, (loss) => heard.push(loss))
    expect(again.state()).toMatchObject({ events: 12 - events, losses: heard })
    expect(heard).toHaveLength(1)
  },
)

it.each(cuts)(
  'a loss that was told before its segment was cut %s is none again when mending broke off',
  async (_where, cut) => {
    const { folder, path } = await recovered()
    cut(path, readFileSync(path))
    const before = killed(folder)
    const { losses } = await openAndClose(folder)
    // Told and not mended; mended and not listed, unless it is not there any more, which is listed first.
    const mended = existsSync(path) ? [['spool-segments.json']] : []
    for (const names of [['spool', 'spool-segments.json'], ...mended]) {
      const broken = killed(folder)
      for (const name of names) {
        rmSync(join(broken, name), { recursive: true })
        cpSync(join(before, name), join(broken, name), {
          recursive: true,
          preserveTimestamps: true,
        })
      }
      expect((await openAndClose(broken)).losses).toHaveLength(losses.length)
    }
  },
)

it('what was lost of a segment is not lost again when it is cut once more, or gone', async () => {
  const { folder, path } = await recovered()
  const frames = [...framesOf(readFileSync(path))]
  truncateSync(path, (frames[5]?.end ?? 0) - 50)
  const lost = { reason: 'cut', events: 2 }
  expect((await openAndClose(folder)).losses).toMatchObject([lost])
  // What told how much there was.
  truncateSync(path, readFileSync(path).length - 10)
  expect(await openAndClose(folder)).toMatchObject({
    events: 8,
    losses: [lost, { reason: 'torn' }],
  })
  expect((await openAndClose(folder)).losses).toMatchObject([lost])
  const mended = readFileSync(path)
  truncateSync(path, frames[4]?.end)
  expect((await openAndClose(folder)).losses).toMatchObject([lost])
  expect(readFileSync(path)).toEqual(mended)
  truncateSync(path, frames[2]?.end)
  const more = { reason: 'cut', events: 4 }
  expect((await openAndClose(folder)).losses).toMatchObject([lost, more])
  rmSync(path)
  const gone = { reason: 'missing', events: 4 }
  expect((await openAndClose(folder)).losses).toMatchObject([lost, more, gone])
})

it('a segment that was cut is no loss any more once a good copy is back', async () => {
  const { folder, path } = await recovered()
  const good = readFileSync(path)
  rmSync(path)
  expect((await openAndClose(folder)).losses).toHaveLength(1)
  writeFileSync(path, good)
  expect(await openAndClose(folder)).toMatchObject({ events: 10, losses: [] })
})

it('a process that dies in the middle of a write lost nothing', async () => {
  const spool = await open(temporaryFolder())
  await append(spool, 3)
  await spool.roll()
  await append(spool, 2)
  const folder = killed(spool.folder)
  const path = segmentsIn(folder).at(-1) ?? ''
  const content = readFileSync(path)
  // The last write was not acknowledged yet, and is there in part or not at all.
  const last = [...framesOf(content)].at(-1)
  for (const end of [(last?.end ?? 0) - 20, (last?.start ?? 0) + 30, last?.start ?? 0]) {
    const left = killed(folder)
    truncateSync(join(left, 'spool', path.slice(-'spool-000000000000-00000000.ndjson'.length)), end)
    const { events, losses } = await openAndClose(left)
    expect([events, losses.filter(({ reason }) => reason !== 'torn')]).toEqual([8, []])
  }
})

it('a segment that was being written is missed when it is gone, and not before it held anything', async () => {
  const spool = await open(temporaryFolder())
  const before = killed(spool.folder)
  await append(spool, 3)
  const folder = killed(spool.folder)
  rmSync(join(folder, 'spool'), { recursive: true })
  expect((await openAndClose(folder)).losses).toMatchObject([
    { reason: 'missing', events: undefined, between: [START, NOW] },
  ])
  expect((await openAndClose(before)).losses).toEqual([])
})

it('a segment whose end was written is vouched for until its events are elsewhere', async () => {
  const spool = await open(temporaryFolder())
  await append(spool, 3)
  await spool.roll()
  await append(spool, 1)
  const [first] = spool.closed()
  const folder = killed(spool.folder)
  truncateSync(join(folder, 'spool', first?.name ?? ''), 400)
  expect((await openAndClose(folder)).losses).toMatchObject([{ reason: 'cut', events: 6 }])
  await spool.remove(first?.name ?? '')
  expect((await openAndClose(killed(spool.folder))).losses).toEqual([])
})

it.each(['cut', 'removed'])('what a closed spool left is missed when it is %s', async (how) => {
  const spool = await open(temporaryFolder())
  await append(spool, 3)
  await spool.close()
  const [path = ''] = segmentsIn(spool.folder)
  if (how === 'cut') truncateSync(path, 100)
  else rmSync(path)
  expect((await openAndClose(spool.folder)).losses).toMatchObject([{ events: 6 }])
})

it('a segment is taken away although the list of segments cannot be written, and is not missed', async () => {
  const { folder } = await recovered()
  const blocked = join(folder, `.spool-segments.json.${process.pid}.part`)
  const spool = await open(folder)
  mkdirSync(blocked)
  await spool.remove(spool.closed()[0]?.name ?? '')
  await append(spool, 1)
  await spool.close()
  expect(existsSync(listIn(folder))).toBe(false)
  rmSync(blocked, { recursive: true })
  expect(await openAndClose(folder)).toMatchObject({ events: 2, losses: [] })
})

it('a list of segments that is damaged stops nothing', async () => {
  const { folder } = await recovered()
  writeFileSync(listIn(folder), '{')
  expect(await openAndClose(folder)).toMatchObject({ events: 10, losses: [] })
  expect(readdirSync(join(folder, 'aside'))).toHaveLength(1)
  expect(readFileSync(listIn(folder), 'utf8')).toContain('"written":10')
})
