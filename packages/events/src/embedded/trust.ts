import { stat } from 'node:fs/promises'
import { fileChecksum } from '../folder/file-checksum.ts'
import { moveAside } from '../folder/move-aside.ts'
import { type StoreContext, segmentFile } from './context.ts'
import { lossOf } from './loss.ts'
import type { ParquetSegment } from './manifest.ts'

type Wanted = (segment: ParquetSegment) => boolean

/**
 * Gives the segments that are wanted and whole. One that an earlier process wrote
 * is read once before its first use; what is not as it was written is moved aside,
 * and reported by number and time.
 */
export async function trustedSegments(
  context: StoreContext,
  wanted: Wanted,
): Promise<ParquetSegment[]> {
  await checkSegments(context, (segment) => !context.trusted.has(segment.number) && wanted(segment))
  return context.manifest.segments.filter(wanted)
}

/**
 * Reads segments, whatever was seen of them before, and moves aside what is no longer whole.
 *
 * @returns how many were given up
 */
export async function checkSegments(context: StoreContext, wanted: Wanted): Promise<number> {
  const broken = new Map<ParquetSegment, 'missing' | 'checksum'>()
  for (const segment of context.manifest.segments.filter(wanted)) {
    const fault = await faultOf(context, segment)
    if (fault === undefined) context.trusted.add(segment.number)
    else broken.set(segment, fault)
  }
  if (broken.size > 0) await giveUp(context, broken)
  return broken.size
}

/**
 * Runs what reads segments. When that fails they are read again: what was damaged
 * since is given up, and the rest is asked once more.
 */
export async function withoutBroken<T>(
  context: StoreContext,
  wanted: Wanted,
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      // Too little memory or room says nothing of files, and reading them all is dear.
      if (isForWantOfRoom(error)) throw error
      if ((await checkSegments(context, wanted)) === 0) throw error
    }
  }
}

function isForWantOfRoom(error: unknown): boolean {
  return error instanceof Error && /out of memory|no space left|ENOSPC/i.test(error.message)
}

/** What is wrong with a segment; `undefined` when it is what was written. */
async function faultOf(
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
async function giveUp(
  context: StoreContext,
  broken: ReadonlyMap<ParquetSegment, 'missing' | 'checksum'>,
): Promise<void> {
  const losses = []
  for (const [segment, fault] of broken) {
    const path = segmentFile(context.folder, segment)
    const now = context.now()
    const movedTo = fault === 'missing' ? undefined : await moveAside(context.folder, path, now)
    losses.push(lossOf(segment, fault, now, movedTo))
  }
  await context.commit({
    segments: context.manifest.segments.filter((segment) => !broken.has(segment)),
    losses: [...context.manifest.losses, ...losses],
  })
  context.onLosses(losses)
}
