import { readdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileChecksum } from '../folder/file-checksum.ts'
import { makeFolder } from '../folder/make-folder.ts'
import { moveAside } from '../folder/move-aside.ts'
import type { StoreLoss } from '../query/event-store.ts'
import type { Spool } from '../spool/spool.ts'
import { partitionName } from './compact.ts'
import { SEGMENTS, segmentPath } from './context.ts'
import type { Duck } from './duck.ts'
import { EMPTY_MANIFEST, type Manifest, type ParquetSegment, readManifest } from './manifest.ts'
import { allErased, readRemembered } from './remembered.ts'
import { ORIGIN, type SegmentOrigin } from './write-segment.ts'

/** A file that the list does not have, and what it says of itself. */
interface Found {
  readonly path: string
  readonly segment: ParquetSegment
  readonly origin: SegmentOrigin
}

interface Place {
  readonly folder: string
  readonly duck: Duck
  readonly spool: Spool
  readonly now: number
}

const DAY_MS = 86_400_000

const NAME = /^environment=[^/]+\/day=[^/]+\/(\d{12})\.parquet$/

/** A list that fits the files, and what was found on the way. */
export interface RecoveredFolder {
  readonly manifest: Manifest
  readonly found: readonly StoreLoss[]
}

/**
 * Compares the list of segments with the files, after whatever happened before.
 *
 * A file that an interrupted step left, whose sources are still there, goes. One
 * whose sources are gone is taken in, so that an old list loses nothing. Without a
 * list, it is made again from what the files say of themselves, and from what is
 * remembered beside it.
 */
export async function recoverFolder(place: Place): Promise<RecoveredFolder> {
  const { folder, now } = place
  makeFolder(join(folder, SEGMENTS))
  const read = await readManifest(folder, now)
  const remembered = await readRemembered(folder, now)
  const losses: StoreLoss[] = []
  const isListed = read !== 'none' && !('damaged' in read)
  const listed = isListed ? read : EMPTY_MANIFEST
  const known = new Set(listed.segments.map(({ number }) => number))
  const unknown: Found[] = []
  for (const name of await filesBelow(join(folder, SEGMENTS))) {
    const path = join(folder, SEGMENTS, name)
    const number = Number(NAME.exec(name)?.[1] ?? Number.NaN)
    if (name.endsWith('.part')) await rm(path)
    else if (known.has(number) || listed.dropped.includes(name)) continue
    else {
      const found = Number.isNaN(number) ? undefined : await describe(place, path, number)
      if (found === undefined) losses.push(await foreign(place, path, name, isListed))
      else unknown.push(found)
    }
  }
  const adopted = await adopt(place, listed, unknown)
  const isNew = read === 'none' && remembered === undefined && adopted.length === 0
  if (!isListed && !isNew) {
    losses.push({
      reason: 'manifest',
      file: 'manifest.json',
      foundAt: now,
      events: undefined,
      happened: undefined,
      movedTo: read === 'none' ? undefined : read.damaged,
    })
  }
  for (const { segment, path } of isListed ? adopted : []) {
    const { rows: events, happened } = segment
    losses.push({
      reason: 'adopted',
      file: path,
      foundAt: now,
      events,
      happened,
      movedTo: undefined,
    })
  }
  const before = isListed ? listed.losses : (remembered?.losses ?? [])
  const numbers = adopted.map(({ segment }) => segment.number)
  const manifest = {
    ...listed,
    next: Math.max(listed.next, ...numbers.map((number) => number + 1)),
    segments: [...listed.segments, ...adopted.map(({ segment }) => segment)],
    unsure: [
      ...new Set([...listed.unsure, ...adopted.map(({ segment }) => partitionName(segment))]),
    ],
    erased: allErased(listed.erased, remembered?.erased ?? []),
    losses: [
      ...before.filter((loss) => !adopted.some((found) => isMended(loss, found))),
      ...losses,
    ],
  }
  return { manifest, found: losses }
}

/** Whether a file is there again that was lost: a good copy was put back. */
function isMended({ file, events }: StoreLoss, { segment }: Found): boolean {
  return file === segmentPath(segment) && (events === undefined || events === segment.rows)
}

/** Takes in what nothing else has; removes what an interrupted step left. */
async function adopt(
  { spool }: Place,
  listed: Manifest,
  unknown: readonly Found[],
): Promise<Found[]> {
  const inSpool = new Set(spool.closed().map(({ name }) => name))
  for (const name of listed.sealed) inSpool.delete(name)
  const present = new Set(listed.segments.map(({ number }) => number))
  const isLeft = ({ origin }: Found): boolean =>
    origin.spool.some((name) => inSpool.has(name)) ||
    origin.replaces.some((number) => present.has(number))
  const whole = unknown.filter((found) => !isLeft(found))
  const replaced = new Set(whole.flatMap(({ origin }) => origin.replaces))
  const adopted = whole.filter(({ segment }) => !replaced.has(segment.number))
  for (const found of unknown) {
    if (!adopted.includes(found)) await rm(found.path)
  }
  return adopted
}

async function describe({ duck }: Place, path: string, number: number): Promise<Found | undefined> {
  try {
    const [metadata] = await duck.query(
      'select decode(value) as origin from parquet_kv_metadata($path) where decode(key) = $key',
      { path, key: ORIGIN },
    )
    const origin = JSON.parse(String(metadata?.['origin'])) as SegmentOrigin
    const [found] = await duck.query(
      `select count(*) as rows, min(happened_at) as h0, max(happened_at) as h1, min(received_at) as r0, max(received_at) as r1
       from read_parquet($path, hive_partitioning = false)`,
      { path },
    )
    const segment: ParquetSegment = {
      number,
      environment: origin.environment,
      day: origin.day,
      rows: Number(found?.['rows']),
      ...(await fileChecksum(path)),
      happened: [Number(found?.['h0']), Number(found?.['h1'])],
      received: [Number(found?.['r0']), Number(found?.['r1'])],
    }
    return { path, segment, origin }
  } catch {
    // Not Parquet, or none of ours: it is moved aside and reported.
    return undefined
  }
}

/** Without a list nobody can tell that a file in the place of a segment was none. */
async function foreign(
  { folder, now }: Place,
  path: string,
  name: string,
  isListed: boolean,
): Promise<StoreLoss> {
  const movedTo = await moveAside(folder, path, now)
  const reason = !isListed && NAME.test(name) ? 'checksum' : 'foreign'
  const happened = reason === 'checksum' ? dayIn(name) : undefined
  return { reason, file: name, foundAt: now, events: undefined, happened, movedTo }
}

function dayIn(name: string): readonly [number, number] | undefined {
  const day = Date.parse(/\/day=(\d{4}-\d\d-\d\d)\//.exec(name)?.[1] ?? '')
  return Number.isNaN(day) ? undefined : [day, day + DAY_MS - 1]
}

async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((name) => name.replaceAll(sep, '/'))
    .toSorted()
}
