import type { StoreLoss } from '../query/event-store.ts'
import { segmentRows } from './columns.ts'
import { type StoreContext, segmentFile, segmentFolder } from './context.ts'
import { replaceSegments } from './drop-files.ts'
import { quoted } from './duck.ts'
import type { ParquetSegment } from './manifest.ts'
import { SUSPECTS } from './partition.ts'
import { checkSegments } from './trust.ts'
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
  // What is written anew would hide that it was damaged.
  await checkSegments(
    context,
    (segment) =>
      segment.environment === environment &&
      segment.day === SUSPECTS &&
      segment.received[0] < before,
  )
  const own = context.manifest.segments.filter((segment) => segment.environment === environment)
  const old: ParquetSegment[] = []
  const rewritten: ParquetSegment[] = []
  for (const segment of own) {
    const isSuspect = segment.day === SUSPECTS
    if (isSuspect ? segment.received[1] < before : segment.day < day) old.push(segment)
    else if (isSuspect && segment.received[0] < before) {
      const file = quoted(segmentFile(context.folder, segment))
      const rows = `(from ${segmentRows(file)} where received_at >= ${Math.floor(before)})`
      const origin = { environment, day: SUSPECTS, spool: [], replaces: [segment.number] }
      rewritten.push(await writeSegment(context, context.duck.query, rows, origin))
      old.push(segment)
    }
  }
  // Of what would be gone by now nobody needs to know that it was lost.
  const losses = context.manifest.losses.filter(
    (loss) => !isOver(loss, segmentFolder(environment), before),
  )
  if (old.length > 0 || losses.length < context.manifest.losses.length)
    await replaceSegments(context, old, rewritten, { losses })
  const rowsOf = (segments: readonly ParquetSegment[]): number =>
    segments.reduce((sum, { rows }) => sum + rows, 0)
  return rowsOf(old) - rowsOf(rewritten)
}

/** What names neither a time nor an environment goes by when it was found. */
function isOver({ file, happened, foundAt }: StoreLoss, folder: string, before: number): boolean {
  if (happened === undefined) return foundAt < before
  return file.startsWith(folder) && happened[1] < before
}
