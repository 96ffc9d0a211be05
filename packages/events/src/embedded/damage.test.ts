import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { EventStore } from '../query/event-store.ts'
import { DAY, START, exposure, unit } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const range = { environment: 'shop', from: START - 40 * DAY, to: START + 40 * DAY }

async function counted(store: EventStore): Promise<number> {
  const counts = await store.exposureCounts(range)
  return counts.reduce((sum, { exposures }) => sum + exposures, 0)
}

const parquetFiles = (folder: string): string[] =>
  readdirSync(join(folder, 'parquet'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => join(folder, 'parquet', name))
    .toSorted()

const spoolFiles = (folder: string): string[] =>
  readdirSync(join(folder, 'spool')).map((name) => join(folder, 'spool', name))

/** A folder with one Parquet segment for each number, of as many events. */
async function sealed(...sizes: number[]): Promise<string> {
  const folder = temporaryFolder()
  const { spool, store, close } = await openedStore(folder)
  for (const size of sizes) {
    await spool.append(Array.from({ length: size }, () => exposure()))
    await store.settle()
  }
  await close()
  return folder
}

function flip(path: string, at: number): void {
  const content = readFileSync(path)
  content.writeUInt8(content.readUInt8(at) ^ 1, at)
  writeFileSync(path, content)
}

it.each<[string, string, (path: string) => void]>([
  ['a flipped bit', 'checksum', (path) => flip(path, 500)],
  ['a cut tail', 'checksum', (path) => truncateSync(path, 900)],
  ['zero length', 'checksum', (path) => truncateSync(path, 0)],
  ['a missing file', 'missing', (path) => rmSync(path)],
])(
  'finds %s in a segment, goes on without it, and reports how much it held',
  async (_, reason, damage) => {
    const folder = await sealed(3, 5)
    damage(parquetFiles(folder)[1] ?? '')
    const { store, spool, close } = await openedStore(folder)
    expect(await store.verify()).toMatchObject({
      whole: false,
      faults: [expect.stringContaining('5 events')],
    })
    expect(await counted(store)).toBe(3)
    const { losses } = await store.state()
    expect(losses).toMatchObject([{ reason, events: 5, happened: [START, START] }])
    const [{ movedTo } = {}] = losses
    expect(movedTo !== undefined && existsSync(movedTo)).toBe(reason !== 'missing')
    await spool.append([exposure()])
    expect(await counted(store)).toBe(4)
    await close()
    const again = await openedStore(folder)
    expect(await counted(again.store)).toBe(4)
    expect((await again.store.state()).losses).toHaveLength(1)
  },
)

it('makes its list of segments again when that is damaged or gone', async () => {
  const folder = await sealed(3, 5)
  for (const [at, damage] of [
    (): void => flip(join(folder, 'manifest.json'), 40),
    (): void => rmSync(join(folder, 'manifest.json')),
    (): void => truncateSync(join(folder, 'manifest.json'), 0),
  ].entries()) {
    damage()
    const { store, close } = await openedStore(folder)
    expect([at, await counted(store)]).toEqual([at, 8])
    expect((await store.state()).losses.at(-1)).toMatchObject({ reason: 'manifest' })
    await store.compact()
    expect([at, await counted(store)]).toEqual([at, 8])
    await close()
  }
})

it('takes in segments that an old list does not have', async () => {
  const folder = await sealed(3)
  const old = readFileSync(join(folder, 'manifest.json'))
  const { spool, store, close } = await openedStore(folder)
  await spool.append([exposure(), exposure()])
  await store.settle()
  await close()
  writeFileSync(join(folder, 'manifest.json'), old)
  const again = await openedStore(folder)
  expect(await counted(again.store)).toBe(5)
  expect((await again.store.state()).losses).toMatchObject([{ reason: 'adopted', events: 2 }])
})

it('moves foreign files aside, and removes what an interrupted write left', async () => {
  const folder = await sealed(3)
  const [segment = ''] = parquetFiles(folder)
  writeFileSync(join(dirname(segment), 'notes.txt'), 'mine')
  writeFileSync(join(dirname(segment), '000000000009.parquet'), 'not Parquet')
  writeFileSync(join(dirname(segment), '000000000010.parquet.part'), 'half')
  const { store } = await openedStore(folder)
  expect(await counted(store)).toBe(3)
  expect((await store.state()).losses).toMatchObject([
    { reason: 'foreign', file: expect.stringContaining('000000000009.parquet') },
    { reason: 'foreign', file: expect.stringContaining('notes.txt') },
  ])
  expect(readdirSync(dirname(segment))).toHaveLength(1)
})

it('counts every event once when it ended before the list was written', async () => {
  const folder = temporaryFolder()
  const first = await openedStore(folder)
  await first.spool.append([exposure(), exposure({ id: '01a00000-0000-7000-8000-000000000000' })])
  const before = readFileSync(join(folder, 'manifest.json'))
  await first.spool.roll()
  const segment = spoolFiles(folder)[0] ?? ''
  copyFileSync(segment, join(folder, 'kept'))
  await first.store.settle()
  await first.close()
  expect(parquetFiles(folder)).toHaveLength(2)
  // The files of a seal that never came to an end: Parquet is there, the list and the spool are as before.
  writeFileSync(join(folder, 'manifest.json'), before)
  copyFileSync(join(folder, 'kept'), segment)
  const { store } = await openedStore(folder)
  expect(await counted(store)).toBe(2)
  await store.settle()
  expect(await counted(store)).toBe(2)
  expect((await store.state()).losses).toEqual([])
})

it('counts every event once when it ended before the spool was cleared', async () => {
  const folder = temporaryFolder()
  const first = await openedStore(folder)
  await first.spool.append([exposure(), exposure()])
  await first.spool.roll()
  const segment = spoolFiles(folder)[0] ?? ''
  copyFileSync(segment, join(folder, 'kept'))
  await first.store.settle()
  await first.close()
  copyFileSync(join(folder, 'kept'), segment)
  // As the list was in the moment between: it names the spool segment as sealed.
  const { store, spool, close } = await openedStore(folder)
  expect(spool.closed()).toHaveLength(1)
  expect(await counted(store)).toBe(2)
  await store.settle()
  expect(await counted(store)).toBe(2)
  await close()
})

it('counts every event once when it ended before or after a merge was listed', async () => {
  const folder = await sealed(3, 4)
  const listed = readFileSync(join(folder, 'manifest.json'))
  const old = parquetFiles(folder)
  for (const path of old)
    copyFileSync(path, `${path.replace('/parquet/', '/kept-')}`.replaceAll(/kept-.*\//g, 'kept-'))
  const { store, close } = await openedStore(folder, { now: () => START + 40 * DAY })
  await store.compact()
  expect(await counted(store)).toBe(7)
  await close()
  const [merged = ''] = parquetFiles(folder)
  expect(parquetFiles(folder)).toHaveLength(1)
  const restore = (): void => {
    for (const path of old) copyFileSync(join(folder, `kept-${path.split('/').at(-1)}`), path)
  }
  // Before: the merged file is there, and nobody lists it.
  writeFileSync(join(folder, 'manifest.json'), listed)
  restore()
  const before = await openedStore(folder)
  expect(await counted(before.store)).toBe(7)
  expect(existsSync(merged)).toBe(false)
  expect((await before.store.state()).losses).toEqual([])
  await before.close()
})

it('counts a retry once that arrives when its day lies too far back', async () => {
  const { spool, store } = await openedStore(temporaryFolder())
  const event = exposure()
  await spool.append([event])
  await store.settle()
  await spool.append([{ ...event, receivedAt: START + 31 * DAY }])
  await spool.append([{ ...event, receivedAt: START - 2 * DAY }])
  await store.settle()
  await spool.append([event])
  expect(await counted(store)).toBe(1)
  expect((await store.state()).duplicates).toBe(3)
})

it('goes on acknowledging while its engine has too little memory, and counts all of it afterwards', async () => {
  const folder = temporaryFolder()
  const poor = await openedStore(folder, { memoryBytes: 40 * 2 ** 20 })
  await poor.spool.append([exposure()])
  expect(await counted(poor.store)).toBe(1)
  const events = Array.from({ length: 20_000 }, () =>
    exposure({ attributes: { note: 'x'.repeat(300) } }),
  )
  for (let at = 0; at < events.length; at += 1_000)
    await poor.spool.append(events.slice(at, at + 1_000))
  const failure = { code: 'EVENT_STORE_FAILED', message: expect.stringContaining('more memory') }
  await expect(counted(poor.store)).rejects.toMatchObject(failure)
  await expect(poor.store.settle()).rejects.toMatchObject(failure)
  expect((await poor.store.state()).fault).toContain('Out of Memory')
  await poor.spool.append([exposure()])
  await poor.close()
  const { store } = await openedStore(folder)
  expect(await counted(store)).toBe(20_002)
  await store.settle()
  expect(await counted(store)).toBe(20_002)
})

it('leaves no trace of an erased unit in any file, and lets in what it does later', async () => {
  const folder = temporaryFolder()
  const { spool, store } = await openedStore(folder)
  const canary = 'canary-4711'
  const units = { targetingKey: unit('canary') }
  const of = (at: number) => exposure({ at, units, attributes: { note: canary } })
  await spool.append([of(START), exposure()])
  await store.settle()
  await spool.append([of(START + 1), exposure()])
  mkdirSync(join(folder, 'aside'), { recursive: true })
  writeFileSync(join(folder, 'aside', 'old.ndjson'), canary)
  expect(traces(folder, [canary, unit('canary')])).not.toEqual([])
  expect(await store.erase('shop', units)).toBe(2)
  expect(
    traces(folder, [canary, unit('canary'), BigInt(`0x${unit('canary')}`).toString()]),
  ).toEqual([])
  expect(await counted(store)).toBe(2)
  const now = Date.now()
  await spool.append([of(START + 2), of(now + 1_000)])
  expect(await store.recent({ environment: 'shop' })).toHaveLength(3)
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toMatch(
    /"erased":\[\{"unit":"[0-9a-f]{64}"/,
  )
})

/** Files in which one of these texts or little-endian numbers stands. */
function traces(folder: string, texts: readonly string[]): string[] {
  const number = Buffer.alloc(8)
  number.writeBigUInt64LE(BigInt(`0x${unit('canary')}`))
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path)
      return content.includes(number) || texts.some((text) => content.includes(text))
    })
}

it('drops days that are over, and nothing of them is left in any file', async () => {
  const folder = temporaryFolder()
  const { spool, store } = await openedStore(folder)
  const canary = 'canary-0815'
  const old = START - 40 * DAY
  await spool.append([
    exposure({ at: old, receivedAt: old, attributes: { note: canary } }),
    // A suspect: made, as it says, long before it came.
    exposure({ at: old - 90 * DAY, receivedAt: old, attributes: { note: canary } }),
    exposure({ at: old - 90 * DAY, receivedAt: START }),
    exposure(),
  ])
  expect(await store.retain('shop', START - DAY)).toBe(2)
  expect(traces(folder, [canary])).toEqual([])
  expect(await store.recent({ environment: 'shop' })).toHaveLength(2)
})

it('keeps environments apart whatever their names are', async () => {
  const { spool, store } = await openedStore(temporaryFolder())
  const names = ['shop', 'sh*', 's?op', '[a-z]hop', "it's", '../shop', 'a/b', 'ü (x)!', 'day=1']
  await spool.append(names.map((environment) => exposure({ environment })))
  await store.settle()
  await spool.append(names.map((environment) => exposure({ environment })))
  for (const environment of names) {
    const [count, ...others] = await store.exposureCounts({ ...range, environment })
    expect([environment, count?.exposures, others]).toEqual([environment, 2, []])
  }
})

it('refuses a folder that DuckDB would take for a pattern', async () => {
  await expect(openedStore(join(temporaryFolder(), 'a[b]*'))).rejects.toMatchObject({
    code: 'EVENTS_FOLDER_UNUSABLE',
    message: expect.stringContaining('pattern'),
  })
})
