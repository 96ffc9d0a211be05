import { mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { EventStore, StoreLoss } from '../query/event-store.ts'
import { openSpool } from '../spool.ts'
import { DAY, START, exposure, unit } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openEmbeddedStore } from './open-embedded-store.ts'

async function counted(store: EventStore): Promise<number> {
  const range = { environment: 'shop', from: START - 40 * DAY, to: START + 40 * DAY }
  const counts = await store.exposureCounts(range)
  return counts.reduce((sum, { exposures }) => sum + exposures, 0)
}

const segments = (folder: string): string[] =>
  readdirSync(join(folder, 'parquet'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(folder, 'parquet', name))
    .toSorted()

async function keep(folder: string, ...sizes: number[]): Promise<void> {
  const { spool, store, close } = await openedStore(folder)
  for (const size of sizes) {
    await spool.append(Array.from({ length: size }, () => exposure()))
    await store.settle()
  }
  await close()
}

const damages: [string, (path: string) => void][] = [
  ['garbled', garble],
  ['cut', (path) => truncateSync(path, 900)],
  ['emptied', (path) => truncateSync(path, 0)],
  ['removed', (path) => rmSync(path)],
]

function garble(path: string): void {
  const content = readFileSync(path)
  // All between the magic words, so that no reader takes it.
  content.fill(255, 4, content.length - 8)
  writeFileSync(path, content)
}

it.each(damages)(
  'tells once of a segment that was %s, and goes on saying so when it is verified',
  async (_, damage) => {
    const folder = temporaryFolder()
    await keep(folder, 3, 5)
    damage(segments(folder)[1] ?? '')
    const heard: StoreLoss[] = []
    const onLoss = (loss: StoreLoss): void => void heard.push(loss)
    const first = await openedStore(folder, { onLoss })
    expect(await counted(first.store)).toBe(3)
    expect(heard).toMatchObject([{ events: 5, happened: [START, START] }])
    const said = { whole: false, rows: 3, faults: [expect.stringContaining('5 events from 2026-')] }
    expect(await first.store.verify()).toMatchObject(said)
    await first.close()
    const second = await openedStore(folder, { onLoss })
    expect(await counted(second.store)).toBe(3)
    expect(await second.store.verify()).toMatchObject(said)
    expect(heard).toHaveLength(1)
    // What would be deleted by now is no loss any more.
    await second.store.retain('shop', START + 2 * DAY)
    expect(await second.store.verify()).toMatchObject({ whole: true, rows: 0 })
  },
)

it.each(damages)(
  'goes on counting when a segment is %s while the store is open',
  async (_, damage) => {
    const folder = temporaryFolder()
    const heard: StoreLoss[] = []
    const onLoss = (loss: StoreLoss): void => void heard.push(loss)
    const { spool, store } = await openedStore(folder, { onLoss, now: () => START + 40 * DAY })
    for (const size of [3, 5, 7]) {
      await spool.append(Array.from({ length: size }, () => exposure()))
      await store.settle()
    }
    expect(await counted(store)).toBe(15)
    damage(segments(folder)[1] ?? '')
    expect(await counted(store)).toBe(10)
    expect(heard).toMatchObject([{ events: 5 }])
    damage(segments(folder)[0] ?? '')
    await store.compact()
    expect(await counted(store)).toBe(7)
    await spool.append([exposure()])
    damage(segments(folder)[0] ?? '')
    await store.settle()
    expect(await counted(store)).toBe(1)
    expect(heard.map(({ events }) => events)).toEqual([5, 3, 7])
    expect((await store.verify()).faults).toHaveLength(3)
  },
)

it('never writes a segment anew that was changed since, so that the change is not hidden', async () => {
  const folder = temporaryFolder()
  const { spool, store } = await openedStore(folder, { now: () => START + 40 * DAY })
  for (const size of [3, 5]) {
    await spool.append(Array.from({ length: size }, () => exposure()))
    await store.settle()
  }
  const [path = ''] = segments(folder)
  // The magic word at the start, which readers do not look at.
  const content = readFileSync(path)
  writeFileSync(path, content.fill('X', 0, 1))
  await store.compact()
  expect((await store.state()).losses).toMatchObject([{ reason: 'checksum', events: 3 }])
  expect(await counted(store)).toBe(5)
})

it.each<[string, (path: string) => void]>([
  ['garbled', (path) => writeFileSync(path, readFileSync(path).fill('x', 40, 60))],
  ['emptied', (path) => truncateSync(path, 0)],
  ['removed', (path) => rmSync(path)],
])('raises an alarm for a list that was %s, and still knows who was erased', async (_, damage) => {
  const folder = temporaryFolder()
  const ada = { targetingKey: unit('canary') }
  const first = await openedStore(folder, { now: () => START + DAY })
  await first.spool.append([exposure({ units: ada }), exposure()])
  expect(await first.store.erase('shop', ada)).toBe(1)
  await first.close()
  damage(join(folder, 'manifest.json'))
  const heard: StoreLoss[] = []
  const { spool, store, close } = await openedStore(folder, {
    onLoss: (loss) => void heard.push(loss),
  })
  expect(heard).toMatchObject([{ reason: 'manifest' }])
  await spool.append([exposure({ at: START + 1, units: ada })])
  expect(await counted(store)).toBe(1)
  await store.settle()
  expect(await counted(store)).toBe(1)
  expect(await store.verify()).toMatchObject({
    whole: false,
    faults: [expect.stringContaining('manifest.json was damaged or gone')],
  })
  await close()
  const again = await openedStore(folder)
  expect((await again.store.verify()).faults).toHaveLength(1)
})

it('remembers what was lost before when the list is gone, and of which day a file was', async () => {
  const folder = temporaryFolder()
  await keep(folder, 3, 5, 7)
  rmSync(segments(folder)[0] ?? '')
  const first = await openedStore(folder)
  await first.store.verify()
  await first.close()
  rmSync(join(folder, 'manifest.json'))
  truncateSync(segments(folder)[0] ?? '', 900)
  const { store } = await openedStore(folder)
  const day = Date.parse('2026-09-01')
  expect((await store.state()).losses).toMatchObject([
    { reason: 'missing', events: 3 },
    { reason: 'checksum', events: undefined, happened: [day, day + DAY - 1] },
    { reason: 'manifest' },
  ])
})

it('notices that the list is gone when every segment is gone as well', async () => {
  const folder = temporaryFolder()
  await keep(folder, 3)
  rmSync(join(folder, 'manifest.json'))
  rmSync(join(folder, 'parquet'), { recursive: true })
  const { store } = await openedStore(folder)
  expect((await store.verify()).whole).toBe(false)
})

it('makes what it remembers again from its list', async () => {
  const folder = temporaryFolder()
  await keep(folder, 3)
  truncateSync(join(folder, 'remembered.json'), 3)
  const { store } = await openedStore(folder)
  expect(await counted(store)).toBe(3)
  expect((await store.verify()).whole).toBe(true)
  expect(readFileSync(join(folder, 'remembered.json'), 'utf8')).toContain('"erased":[]')
})

it('tells of what was lost in the spool until it is older than what is kept', async () => {
  const folder = temporaryFolder()
  const first = await openedStore(folder)
  await first.spool.append([exposure(), exposure()])
  await first.spool.append([exposure()])
  await first.close()
  const path = join(folder, 'spool', readdirSync(join(folder, 'spool'))[0] ?? '')
  writeFileSync(path, readFileSync(path).fill('x', 200, 210))
  for (const [waiting, kept] of [
    [1, 0],
    [0, 1],
  ]) {
    const { store, close } = await openedStore(folder)
    expect(store.losses()).toMatchObject([{ reason: 'spool', events: 2 }])
    expect((await store.state()).losses).toEqual(store.losses())
    expect(await store.verify()).toMatchObject({
      whole: false,
      waiting,
      rows: kept,
      faults: [expect.stringMatching(/^spool\/spool-.*, which held 2 events.* lost some of what/)],
    })
    await store.settle()
    await close()
  }
  const { store } = await openedStore(folder)
  const [loss] = store.losses()
  await store.retain('shop', START - DAY)
  expect(store.losses()).toHaveLength(1)
  await store.retain('shop', Math.max(loss?.happened?.[1] ?? 0, loss?.foundAt ?? 0) + 1)
  expect((await store.verify()).whole).toBe(true)
})

it('tells of a file of the spool that is gone, by number and time, until somebody acknowledges it', async () => {
  const folder = temporaryFolder()
  const first = await openedStore(folder)
  await first.spool.append([exposure(), exposure()])
  await first.close()
  const [name = ''] = readdirSync(join(folder, 'spool'))
  rmSync(join(folder, 'spool', name))
  for (const _start of ['found', 'remembered']) {
    const { store, close } = await openedStore(folder)
    expect(store.losses()).toMatchObject([{ reason: 'missing', file: `spool/${name}`, events: 2 }])
    const said = new RegExp(`^spool/${name}, which held 2 events from 2026-.* is not there; found`)
    expect(await store.verify()).toMatchObject({
      whole: false,
      faults: [expect.stringMatching(said)],
    })
    await close()
  }
  const { store } = await openedStore(folder)
  await store.acknowledge(store.losses())
  expect((await store.verify()).whole).toBe(true)
})

it('forgets what somebody acknowledged, and nothing that is found later', async () => {
  const folder = temporaryFolder()
  await keep(folder, 3, 5)
  rmSync(segments(folder)[0] ?? '')
  const first = await openedStore(folder)
  await first.store.verify()
  await first.spool.append([exposure(), exposure()])
  await first.close()
  const path = join(folder, 'spool', readdirSync(join(folder, 'spool'))[0] ?? '')
  writeFileSync(path, readFileSync(path).fill('x', 200, 210))
  const second = await openedStore(folder)
  const lost = [
    { reason: 'missing', events: 3 },
    { reason: 'spool', events: 2 },
  ]
  const known = second.store.losses()
  expect(known).toMatchObject(lost)
  await second.store.acknowledge(known.slice(0, 1))
  expect(second.store.losses()).toEqual(known.slice(1))
  await second.store.acknowledge(known)
  expect(await second.store.verify()).toMatchObject({ whole: true, faults: [] })
  await second.close()
  const { store } = await openedStore(folder)
  expect(await store.verify()).toMatchObject({ whole: true, faults: [] })
  rmSync(segments(folder)[0] ?? '')
  expect(await store.verify()).toMatchObject({ whole: false, faults: [expect.anything()] })
})

it.each(damages)(
  'forgets a segment that was %s once a good copy is in its place',
  async (_, damage) => {
    const folder = temporaryFolder()
    await keep(folder, 3, 5)
    const [, path = ''] = segments(folder)
    const good = readFileSync(path)
    damage(path)
    const first = await openedStore(folder)
    expect((await first.store.verify()).whole).toBe(false)
    await first.close()
    writeFileSync(path, good)
    const { store } = await openedStore(folder)
    expect(await counted(store)).toBe(8)
    expect(await store.verify()).toMatchObject({ whole: true, faults: [] })
  },
)

it.each(['manifest', 'remembered'])(
  'raises no alarm when its first opening ended before the file %s was written',
  async (name) => {
    const folder = temporaryFolder()
    // Where the file is written before it has its name, so that the opening ends there.
    const blocked = join(folder, `.${name}.json.${process.pid}.part`)
    mkdirSync(blocked)
    const spool = await openSpool({ folder })
    await expect(openEmbeddedStore({ spool })).rejects.toThrow('EISDIR')
    await spool.close()
    rmSync(blocked, { recursive: true })
    const { store } = await openedStore(folder)
    expect(await store.verify()).toMatchObject({ whole: true, faults: [] })
  },
)
