import { open, readFile, rename, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { keepAside, moveAside } from '../folder/move-aside.ts'
import { syncFolder } from '../folder/sync-folder.ts'
import { type Frame, framesOf, trailerOf, trailersOf } from './frame.ts'
import type { SpoolLoss } from './spool-loss.ts'

/** What a segment holds after it was looked through. */
export interface RecoveredSegment {
  readonly bytes: number
  readonly events: number
  /** How many events were ever written to it, as far as it tells. */
  readonly written: number
  /** What its first frame says of the segment before. */
  readonly after: string | undefined
  /** `receivedAt` of its first and its last event. */
  readonly times: Times
  readonly losses: readonly SpoolLoss[]
  /** Whether it has all that was ever written to it. */
  readonly isWhole: boolean
}

type Times = readonly [number | undefined, number | undefined]

/** A stretch of bytes that belongs to no whole frame. */
interface Damage {
  readonly start: number
  readonly end: number
  readonly lost: number | undefined
  readonly before: Frame | undefined
  readonly next: Frame | undefined
}

/**
 * Reads a segment that an earlier process left, and leaves only whole frames in it.
 *
 * A write that never ended is cut off at the end. Damage elsewhere puts a mended
 * copy in the place of the file. Either way the bytes are kept aside.
 *
 * @param lastTime - of the last event in the segment before, when there is one
 * @param found - hears of damage before it is mended, and so is not found again
 */
export async function recoverSegment(
  root: string,
  path: string,
  now: number,
  lastTime: number | undefined,
  found: (losses: readonly SpoolLoss[]) => Promise<void>,
): Promise<RecoveredSegment> {
  const content = await readFile(path)
  // What was at the end of the file came no later than it was written last.
  const writtenAt = Math.floor((await stat(path)).mtimeMs)
  if (content.length === 0) {
    const emptied = emptiedAt(basename(path), now, [lastTime, writtenAt])
    await found(emptied.losses)
    return emptied
  }
  const frames = [...framesOf(content)]
  const damages = damagesOf(content, frames)
  const last = frames.at(-1)
  const events = frames.reduce((sum, frame) => sum + frame.count, 0)
  const whole = last === undefined ? 0 : last.first + last.count
  const written = whole + (damages.findLast(isLast)?.lost ?? 0)
  const name = basename(path)
  const torn = damages.length === 1 ? damages.find(isTorn) : undefined
  const kept = torn === undefined ? content : content.subarray(torn.start)
  const movedTo = damages.length === 0 ? undefined : await keepAside(root, name, kept, now)
  const losses = damages.map((damage): SpoolLoss => ({
    reason: isTorn(damage) ? 'torn' : 'checksum',
    file: name,
    foundAt: now,
    events: damage.lost,
    bytes: damage.end - damage.start,
    between: [
      timeAt(content, damage.before, 'last') ?? lastTime,
      timeAt(content, damage.next, 'first') ?? writtenAt,
    ],
    movedTo,
  }))
  if (losses.length > 0) await found(losses)
  const parts: Uint8Array[] = frames.map(({ start, end }) => content.subarray(start, end))
  // It goes on telling how much there was, as a frame after the damage does.
  if (written > whole) parts.push(trailerOf(Buffer.alloc(0), written, 0))
  if (torn !== undefined) await cutOff(path, torn.start)
  else if (damages.length > 0) await mend(path, parts)
  return {
    bytes: parts.reduce((sum, part) => sum + part.length, 0),
    events,
    written,
    after: frames[0]?.first === 0 ? frames[0].after : undefined,
    times: [
      timeAt(content, frames.find(hasEvents), 'first'),
      timeAt(content, frames.findLast(hasEvents), 'last'),
    ],
    losses,
    isWhole: losses.length === 0 && events === written,
  }
}

/** A segment has its first frame before it has its name, so this one was cut. */
function emptiedAt(file: string, now: number, between: Times): RecoveredSegment {
  const nothing = { bytes: 0, events: 0, written: 0, after: undefined } as const
  const loss = { reason: 'cut', file, foundAt: now, events: undefined, bytes: 0 } as const
  return {
    ...nothing,
    times: [undefined, undefined],
    losses: [{ ...loss, between, movedTo: undefined }],
    isWhole: false,
  }
}

function isLast({ next }: Damage): boolean {
  return next === undefined
}

/** Whether it is a write that never ended. */
function isTorn({ next, lost }: Damage): boolean {
  return next === undefined && lost === undefined
}

function hasEvents({ count }: Frame): boolean {
  return count > 0
}

function damagesOf(content: Buffer, frames: readonly Frame[]): Damage[] {
  const damages: Damage[] = []
  let before: Frame | undefined
  for (const frame of [...frames, undefined]) {
    const start = before?.end ?? 0
    const end = frame?.start ?? content.length
    const expected = before === undefined ? 0 : before.first + before.count
    const written = frame === undefined ? writtenIn(content.subarray(start, end)) : frame.first
    const lost = written === undefined ? undefined : written - expected
    // Where only the count jumps, damage was found and mended before.
    if (start < end) damages.push({ start, end, lost, before, next: frame })
    before = frame
  }
  return damages
}

/**
 * How many events a segment had where damage ends, as far as a frame in it still says so:
 * that frame was written to its end, and is not what was written any more.
 */
function writtenIn(damaged: Buffer): number | undefined {
  const last = trailersOf(damaged).at(-1)
  return last === undefined ? undefined : last.first + last.count
}

async function cutOff(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.truncate(at)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Puts a copy in its place, so that at no moment the segment has no file. */
async function mend(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const part = `${path}.part`
  const file = await open(part, 'w', 0o600)
  try {
    await file.writeFile(Buffer.concat(parts))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
  await syncFolder(dirname(path))
}

function timeAt(
  content: Buffer,
  frame: Frame | undefined,
  which: 'first' | 'last',
): number | undefined {
  if (frame === undefined || frame.count === 0) return undefined
  const lines = content.toString('utf8', frame.start, frame.eventsEnd).trimEnd().split('\n')
  const line = which === 'first' ? lines[0] : lines.at(-1)
  const { receivedAt } = JSON.parse(line ?? '{}') as { receivedAt?: number }
  return receivedAt
}

/** Moves a file that is no segment out of the way. */
export async function removeForeign(root: string, path: string, now: number): Promise<SpoolLoss> {
  const movedTo = await moveAside(root, path, now)
  return {
    reason: 'foreign',
    file: basename(path),
    foundAt: now,
    events: undefined,
    bytes: 0,
    between: [undefined, undefined],
    movedTo,
  }
}
