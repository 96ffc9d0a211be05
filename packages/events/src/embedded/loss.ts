import type { StoreLoss } from '../query/event-store.ts'
import { segmentPath } from './context.ts'
import type { ParquetSegment } from './manifest.ts'

/** Of a segment that can no longer be read. */
export function lossOf(
  segment: ParquetSegment,
  reason: StoreLoss['reason'],
  foundAt: number,
  movedTo: string | undefined,
): StoreLoss {
  const file = segmentPath(segment)
  return { reason, file, foundAt, events: segment.rows, happened: segment.happened, movedTo }
}
