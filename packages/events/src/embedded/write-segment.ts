import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileChecksum } from '../folder/file-checksum.ts'
import { makeFolder } from '../folder/make-folder.ts'
import { syncFolder } from '../folder/sync-folder.ts'
import { SEGMENTS, type StoreContext, segmentFile, segmentPath } from './context.ts'
import { COLUMN_NAMES } from './columns.ts'
import { type Duck, quoted } from './duck.ts'
import type { ParquetSegment } from './manifest.ts'

/** What a segment says of itself, so that the list of segments can be made again. */
export interface SegmentOrigin {
  readonly environment: string
  readonly day: string
  /** Spool segments whose events it has. */
  readonly spool: readonly string[]
  /** Segments that it takes the place of. */
  readonly replaces: readonly number[]
}

/** The key of that in the metadata of the file. */
export const ORIGIN = 'sluice'

/**
 * Rows of one kind stand together, in the order of units and time: a query reads the
 * row groups of its flag or outcome, and neighbours are alike, so they compress.
 */
const ORDER = 'type, flag, name, targeting_key, happened_at'

/**
 * Writes rows as a Parquet file, on disk and under its name when this resolves. It
 * belongs to the store once the list of segments has it.
 *
 * @param rows - a table or a subquery, which must not hold anything from outside
 */
export async function writeSegment(
  context: Pick<StoreContext, 'folder' | 'takeNumber' | 'trusted'>,
  query: Duck['query'],
  rows: string,
  origin: SegmentOrigin,
): Promise<ParquetSegment> {
  const number = context.takeNumber()
  const path = join(context.folder, SEGMENTS, segmentPath({ ...origin, number }))
  const part = `${path}.part`
  makeFolder(dirname(path))
  try {
    const segment = await writePart(query, part, rows, origin)
    await rename(part, path)
    await syncFolder(dirname(path))
    context.trusted.add(number)
    return { number, environment: origin.environment, day: origin.day, ...segment }
  } catch (error) {
    // On a full disk each try would otherwise take more of what is left.
    await rm(part, { force: true })
    throw error
  }
}

/** Removes segments that will never be listed, because the rest of their batch failed. */
export async function removeUnlisted(
  folder: string,
  segments: readonly ParquetSegment[],
): Promise<void> {
  for (const segment of segments) await rm(segmentFile(folder, segment), { force: true })
}

async function writePart(
  query: Duck['query'],
  part: string,
  rows: string,
  origin: SegmentOrigin,
): Promise<Omit<ParquetSegment, 'number' | 'environment' | 'day'>> {
  await query(
    `copy (select ${COLUMN_NAMES} from ${rows} order by ${ORDER}) to ${quoted(part)}
     (format parquet, compression zstd, kv_metadata {${ORIGIN}: ${quoted(JSON.stringify(origin))}})`,
  )
  const [found] = await query(
    `select count(*) as rows, min(happened_at) as h0, max(happened_at) as h1, min(received_at) as r0, max(received_at) as r1
     from read_parquet($part, hive_partitioning = false)`,
    { part },
  )
  await syncFile(part)
  return {
    rows: Number(found?.['rows']),
    ...(await fileChecksum(part)),
    happened: [Number(found?.['h0']), Number(found?.['h1'])],
    received: [Number(found?.['r0']), Number(found?.['r1'])],
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
