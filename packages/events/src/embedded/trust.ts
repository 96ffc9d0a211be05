import { stat } from 'node:fs/promises'
import { fileChecksum } from '../folder/file-checksum.ts'
import { moveAside } from '../folder/move-aside.ts'
import { type StoreContext, lossOf, segmentFile } from './context.ts'
import type { ParquetSegment } from './manifest.ts'

/**
 * Gives the segments that are wanted and whole. One that an earlier process wrote
 * is read once before its first use; what is not as it was written is moved aside,
 * and reported by number and time.
 */
export async function trustedSegments(
  context: StoreContext,
  wanted: (segment: ParquetSegment) => boolean,
): Promise<ParquetSegment[]> {
  const segments = context.manifest.segments.filter(wanted)
  const broken: ParquetSegment[] = []
  for (const segment of segments) {
    if (context.trusted.has(segment.number)) continue
    if ((await faultOf(context, segment)) === undefined) context.trusted.add(segment.number)
    else broken.push(segment)
  }
  if (broken.length > 0) await giveUp(context, broken)
  return segments.filter(({ number }) => context.trusted.has(number))
}

/** What is wrong with a segment; `undefined` when it is what was written. */
export async function faultOf(
  context: StoreContext,
  segment: ParquetSegment,
): Promise<'missing' | 'checksum' | undefined> {
  const path = segmentFile(context.folder, segment)
  try {
    if ((await stat(path)).size !== segment.bytes) return 'checksum'
    return (await fileChecksum(path)).crc === segment.crc ? undefined : 'checksum'
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing'
    throw error
  }
}

/** Moves segments aside that cannot be used any more. */
export async function giveUp(
  context: StoreContext,
  broken: readonly ParquetSegment[],
): Promise<void> {
  const losses = []
  for (const segment of broken) {
    const fault = await faultOf(context, segment)
    const path = segmentFile(context.folder, segment)
    const now = context.now()
    const movedTo = fault === 'missing' ? undefined : await moveAside(context.folder, path, now)
    losses.push(lossOf(segment, fault ?? 'checksum', now, movedTo))
  }
  await context.commit({
    segments: context.manifest.segments.filter((segment) => !broken.includes(segment)),
    losses: [...context.manifest.losses, ...losses],
  })
}
