import { type StoreContext, segmentFile } from './context.ts'
import { replaceSegments } from './drop-files.ts'
import { quoted } from './duck.ts'
import type { ParquetSegment } from './manifest.ts'
import { SUSPECTS } from './partition.ts'
import { writeSegment } from './write-segment.ts'

/**
 * Drops the days of an environment that lie wholly before a time. Suspects, whose
 * day means nothing, go by when they were received.
 *
 * @returns how many events
 */
export async function dropBefore(
  context: StoreContext,
  environment: string,
  before: number,
): Promise<number> {
  const day = new Date(before).toISOString().slice(0, 10)
  const own = context.manifest.segments.filter((segment) => segment.environment === environment)
  const old: ParquetSegment[] = []
  const rewritten: ParquetSegment[] = []
  for (const segment of own) {
    const isSuspect = segment.day === SUSPECTS
    if (isSuspect ? segment.received[1] < before : segment.day < day) old.push(segment)
    else if (isSuspect && segment.received[0] < before) {
      const file = quoted(segmentFile(context.folder, segment))
      const rows = `(from read_parquet(${file}, hive_partitioning = false) where received_at >= ${Math.floor(before)})`
      const origin = { environment, day: SUSPECTS, spool: [], replaces: [segment.number] }
      rewritten.push(await writeSegment(context, context.duck.query, rows, origin))
      old.push(segment)
    }
  }
  if (old.length > 0) await replaceSegments(context, old, rewritten)
  const rowsOf = (segments: readonly ParquetSegment[]): number =>
    segments.reduce((sum, { rows }) => sum + rows, 0)
  return rowsOf(old) - rowsOf(rewritten)
}
