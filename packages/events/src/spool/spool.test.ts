import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { StoredEvent } from '../stored-event.ts'
import { START, exposure } from '../testing/events.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { framesOf } from './frame.ts'
import { type SpoolOptions, openSpool } from './open-spool.ts'
import { segmentName } from './segment-name.ts'
import { createSegment } from './segment-writer.ts'
import type { Spool } from './spool.ts'

const NOW = Date.UTC(2026, 8, 2)
const open = (folder: string, over: Partial<SpoolOptions> = {}): Promise<Spool> =>
  openSpool({ folder, now: () => NOW, ...over })

const files = (folder: string, below: string): string[] =>
  existsSync(join(folder, below)) ? readdirSync(join(folder, below)).toSorted() : []

/** What is on disk, read as anybody could. */
function idsIn(folder: string): string[] {
  return files(folder, 'spool').flatMap((name) => {
    const content = readFileSync(join(folder, 'spool', name))
    return [...framesOf(content)].flatMap(({ start, eventsEnd, count }) => {
      const lines = content.toString('utf8', start, eventsEnd).split('\n').slice(0, count)
      return lines.map((line) => (JSON.parse(line) as StoredEvent).id)
    })
  })
}

/** A spool with frames of three events, closed again. */
async function written(folder: string, frames: number): Promise<string[]> {
  const spool = await open(folder)
  const ids: string[] = []
  for (let i = 0; i < frames; i++) {
    const events = [exposure(), exposure(), exposure()]
    ids.push(...events.map(({ id }) => id))
    await spool.append(events)
  }
  await spool.close()
  return ids
}

const onlySegment = (folder: string): string =>
  join(folder, 'spool', files(folder, 'spool')[0] ?? '')

it('an append is on disk when it resolves', async () => {
  const folder = temporaryFolder()
  const spool = await open(folder)
  const events = [exposure(), exposure({ properties: { text: 'a\nb \u2028 ü' } })]
  await spool.append(events)
  expect(idsIn(folder)).toEqual(events.map(({ id }) => id))
  expect(spool.state()).toMatchObject({ events: 2, segments: 1 })
  await spool.close()
})

it('many small appends share a sync and a frame, in their order', async () => {
  const folder = temporaryFolder()
  const spool = await open(folder)
  const events = Array.from({ length: 100 }, () => exposure())
  const heard: string[] = []
  spool.onAppended((appended) => heard.push(...appended.map(({ id }) => id)))
  await Promise.all(events.map((event) => spool.append([event])))
  const content = readFileSync(onlySegment(folder))
  expect([...framesOf(content)].length).toBeLessThan(5)
  expect(idsIn(folder)).toEqual(events.map(({ id }) => id))
  expect(heard).toEqual(events.map(({ id }) => id))
  await spool.close()
})

it('a segment ends at its size, and what an earlier process wrote is kept', async () => {
  const folder = temporaryFolder()
  const first = await open(folder, { segmentBytes: 1_000 })
  for (let i = 0; i < 6; i++) await first.append([exposure(), exposure()])
  await first.close()
  const second = await open(folder)
  expect(second.closed().length).toBe(3)
  expect(second.state()).toMatchObject({ events: 12, losses: [] })
  await second.append([exposure()])
  expect(second.closed().length).toBe(3)
  expect(second.active()).toMatchObject({ events: 1 })
  expect(idsIn(folder).length).toBe(13)
  await second.close()
})

it('refuses at its cap, and takes events again when there is room', async () => {
  const spool = await open(temporaryFolder(), { capBytes: 2_000, segmentBytes: 1 })
  for (let i = 0; i < 3; i++) await spool.append([exposure()])
  await expect(spool.append([exposure(), exposure()])).rejects.toMatchObject({
    code: 'SPOOL_FULL',
    status: 503,
    message: expect.stringMatching(/holds \d+ of 2000 bytes/),
  })
  await spool.remove(spool.closed()[0]?.name ?? '')
  await spool.remove(spool.closed()[0]?.name ?? '')
  await spool.append([exposure(), exposure()])
  expect(spool.state().events).toBe(3)
  await spool.close()
})

it('refuses while its folder is gone, and goes on without a restart', async () => {
  const folder = temporaryFolder()
  const spool = await open(folder)
  await spool.append([exposure()])
  await spool.roll()
  renameSync(join(folder, 'spool'), join(folder, 'gone'))
  await expect(spool.append([exposure()])).rejects.toMatchObject({ code: 'SPOOL_UNAVAILABLE' })
  renameSync(join(folder, 'gone'), join(folder, 'spool'))
  await spool.append([exposure()])
  expect(idsIn(folder).length).toBe(2)
  await spool.close()
})

it('a full disk refuses whole appends, loses nothing acknowledged, and is over when there is space', () => {
  const folder = temporaryFolder()
  // A bound on the size of files fails a write in its middle, as a full disk does.
  const script = fileURLToPath(new URL('../testing/fill-disk.ts', import.meta.url))
  const node = `'${process.execPath}' --conditions=@sluice/source '${script}' '${folder}'`
  const said = execFileSync('bash', ['-c', `ulimit -f 64; trap '' XFSZ; exec ${node}`], {
    encoding: 'utf8',
  })
  const { acknowledged, refusals, afterwards } = JSON.parse(said) as {
    acknowledged: string[]
    refusals: string[]
    afterwards: string[]
  }
  expect(new Set(refusals)).toEqual(new Set(['SPOOL_FULL']))
  expect(acknowledged.length).toBeGreaterThan(100)
  expect(idsIn(folder)).toEqual([...acknowledged, ...afterwards])
})

it('a second process is refused by the name of the first', async () => {
  const folder = temporaryFolder()
  const spool = await open(folder)
  await expect(open(folder)).rejects.toMatchObject({
    code: 'EVENTS_FOLDER_IN_USE',
    message: expect.stringContaining(`process ${process.pid}`),
  })
  await spool.append([exposure()])
  await spool.close()
  await (await open(folder)).close()
})

it('a torn tail is cut off and kept aside; what was acknowledged stays', async () => {
  const folder = temporaryFolder()
  const ids = await written(folder, 2)
  appendFileSync(onlySegment(folder), '{"id":"half of an ev')
  const spool = await open(folder)
  expect(spool.state()).toMatchObject({ events: 6, losses: [{ reason: 'torn', bytes: 20 }] })
  expect(idsIn(folder)).toEqual(ids)
  expect(files(folder, 'aside')).toHaveLength(1)
  await spool.close()
  const again = await open(folder)
  expect(again.state().losses).toEqual([])
  await again.close()
})

it.each([0, 50, 130, 300])(
  'a flipped bit at byte %i of a frame costs that frame, and is reported by number and time',
  async (offset) => {
    const folder = temporaryFolder()
    const ids = await written(folder, 5)
    const path = onlySegment(folder)
    const content = readFileSync(path)
    const frame = [...framesOf(content)][3]
    const at = (frame?.start ?? 0) + offset
    content.writeUInt8(content.readUInt8(at) ^ 4, at)
    writeFileSync(path, content)
    const heard: unknown[] = []
    const spool = await open(folder, { onLoss: (loss) => heard.push(loss) })
    const time = expect.any(Number)
    const loss = { reason: 'checksum', events: 3, foundAt: NOW, between: [time, time] }
    expect(heard).toMatchObject([loss])
    expect(idsIn(folder)).toEqual([...ids.slice(0, 6), ...ids.slice(9)])
    expect(files(folder, 'aside')[0]).toMatch(/^2026-09-02T000000.000Z-.*\.ndjson$/)
    await spool.close()
    const again = await open(folder, { onLoss: (found) => heard.push(found) })
    expect(again.state().losses).toEqual(heard)
    expect(heard).toHaveLength(1)
    await again.forgetLosses(({ foundAt }) => foundAt < NOW)
    expect(again.state().losses).toHaveLength(1)
    await again.forgetLosses(({ foundAt }) => foundAt <= NOW)
    await again.close()
    expect((await openAndClose(folder)).losses).toEqual([])
  },
)

it.each([
  ['closed by its process', 0],
  ['left by a process that was killed', 1],
])(
  'a flipped bit in the last frame of a segment %s is no write that never ended',
  async (_how, frames) => {
    const folder = temporaryFolder()
    await written(folder, 4)
    const path = onlySegment(folder)
    const content = readFileSync(path)
    const all = [...framesOf(content)]
    const { start = 0 } = all.findLast(({ count }) => count > 0) ?? {}
    content.writeUInt8(content.readUInt8(start + 50) ^ 4, start + 50)
    writeFileSync(path, content.subarray(0, all.at(-1 - frames)?.end))
    const loss = { reason: 'checksum', events: 3 }
    expect((await openAndClose(folder)).losses).toMatchObject([loss])
    expect((await openAndClose(folder)).losses).toMatchObject([loss])
  },
)

it('what was damaged is no loss any more once a good copy is back', async () => {
  const folder = temporaryFolder()
  const ids = await written(folder, 3)
  const path = onlySegment(folder)
  const good = readFileSync(path)
  writeFileSync(path, Buffer.from(good).fill('x', 300, 310))
  expect((await openAndClose(folder)).losses).toHaveLength(1)
  writeFileSync(path, good)
  expect((await openAndClose(folder)).losses).toEqual([])
  expect(idsIn(folder)).toEqual(ids)
})

it('a list of losses that is damaged stops nothing', async () => {
  const folder = temporaryFolder()
  await written(folder, 2)
  writeFileSync(join(folder, 'spool-losses.json'), '{')
  expect(await openAndClose(folder)).toMatchObject({ events: 6, losses: [] })
  expect(files(folder, 'aside')).toHaveLength(1)
})

it('a flipped bit in a trailer costs that frame alone', async () => {
  const folder = temporaryFolder()
  const ids = await written(folder, 4)
  const path = onlySegment(folder)
  const content = readFileSync(path)
  const at = ([...framesOf(content)][2]?.eventsEnd ?? 0) + 3
  content.writeUInt8(content.readUInt8(at) ^ 1, at)
  writeFileSync(path, content)
  expect((await openAndClose(folder)).losses).toMatchObject([{ events: 3 }])
  expect(idsIn(folder)).toEqual([...ids.slice(0, 3), ...ids.slice(6)])
})

it('a segment of zero length and foreign files do not stop it, and are told of', async () => {
  const folder = temporaryFolder()
  await written(folder, 1)
  truncateSync(onlySegment(folder), 0)
  writeFileSync(join(folder, 'spool', 'notes.txt'), 'mine')
  const state = await openAndClose(folder)
  expect(state.losses).toMatchObject([
    { reason: 'foreign', file: 'notes.txt' },
    {
      reason: 'cut',
      file: expect.stringMatching(/^spool-/),
      events: 3,
      between: [START + 1_000, START + 1_000],
    },
  ])
  expect(files(folder, 'spool')).toEqual([])
  expect(files(folder, 'aside')).toHaveLength(1)
})

it('a segment of zero length among others is told of once, by number and time', async () => {
  const folder = temporaryFolder()
  const first = await open(folder, { segmentBytes: 1_000 })
  for (let i = 0; i < 6; i++) await first.append([exposure(), exposure({ receivedAt: START + i })])
  await first.close()
  const [, second = ''] = files(folder, 'spool')
  truncateSync(join(folder, 'spool', second), 0)
  // The segments around it know as much as the list of segments does.
  rmSync(join(folder, 'spool-segments.json'))
  expect((await openAndClose(folder)).losses).toMatchObject([
    { reason: 'cut', file: second, events: 4, between: [START + 1, START + 1_000] },
  ])
})

it('a write that never ended has the times around it', async () => {
  const folder = temporaryFolder()
  await written(folder, 2)
  // As while it is being written: then nobody vouches for its end.
  rmSync(join(folder, 'spool-segments.json'))
  const path = onlySegment(folder)
  const content = readFileSync(path)
  truncateSync(path, ([...framesOf(content)].at(-1)?.start ?? 0) - 20)
  utimesSync(path, new Date(NOW), new Date(NOW))
  expect((await openAndClose(folder)).losses).toMatchObject([
    { reason: 'torn', between: [START + 1_000, NOW] },
  ])
})

it('a segment has its first frame before it has an event and its last after it, and no loss without one', async () => {
  const folder = temporaryFolder()
  await openAndClose(folder)
  const path = join(
    folder,
    'spool',
    segmentName(1, () => 0.5),
  )
  await (await createSegment(path, '')).close()
  expect([...framesOf(readFileSync(path))]).toMatchObject([{ count: 0 }, { count: 0 }])
  expect((await openAndClose(folder)).losses).toEqual([])
  expect(files(folder, 'spool')).toEqual([])
})

it('a segment cut between two frames is missed by the one after it', async () => {
  const folder = temporaryFolder()
  const first = await open(folder, { segmentBytes: 1_000 })
  for (let i = 0; i < 3; i++) await first.append([exposure(), exposure(), exposure()])
  await first.close()
  const path = onlySegment(folder)
  truncateSync(path, [...framesOf(readFileSync(path))][0]?.end)
  expect((await openAndClose(folder)).losses).toMatchObject([{ reason: 'cut', events: 3 }])
})

it('a closed spool says that it is closed', async () => {
  const spool = await open(temporaryFolder())
  await spool.close()
  await expect(spool.append([exposure()])).rejects.toMatchObject({ code: 'SPOOL_UNAVAILABLE' })
})

async function openAndClose(folder: string): Promise<ReturnType<Spool['state']>> {
  const spool = await open(folder)
  const state = spool.state()
  await spool.close()
  return state
}
