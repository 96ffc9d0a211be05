import { open, readFile, rename, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { keepAside, moveAside } from '../folder/move-aside.ts'
import { syncFolder } from '../folder/sync-folder.ts'
import { type Frame, framesOf, trailerOf, trailersOf } from './frame.ts'
import type { SpoolLoss } from './spool-loss.ts'
import type { VouchedSegment } from './vouched-segments.ts'

/** What a segment holds after it was looked through. */
export interface RecoveredSegment {
  readonly bytes: number
  readonly events: number
  /** How many events were ever written to it, as far as it or what is vouched for tells. */
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
  readonly reason: 'torn' | 'checksum' | 'cut'
  readonly lost: number | undefined
  readonly before: Frame | undefined
  readonly next: Frame | undefined
}

/** What is known of a segment before it is read. */
interface Known {
  /** The folder of events. */
  readonly root: string
  readonly now: number
  /** Of the last event in the segment before, when there is one. */
  readonly lastTime: number | undefined
  /** What it has to hold, when anybody vouched for it. */
  readonly vouched: VouchedSegment | undefined
  /** Hears of damage before it is mended, and so is not found again. */
  readonly found: (losses: readonly SpoolLoss[]) => Promise<void>
}

/**
 * Reads a segment that an earlier process left, and leaves only whole frames in it.
 *
 * A write that never ended is cut off at the end. Damage elsewhere, and an end that
 * was vouched for and is gone, put a mended copy in the place of the file. Either way
 * the bytes are kept aside.
 */
export async function recoverSegment(path: string, known: Known): Promise<RecoveredSegment> {
  const { root, now, lastTime, vouched, found } = known
  const content = await readFile(path)
  // What was at the end of the file came no later than it was written last.
  const writtenAt = Math.floor((await stat(path)).mtimeMs)
  if (content.length === 0) {
    const emptied = emptiedAt(basename(path), known, writtenAt)
    await found(emptied.losses)
    return emptied
  }
  const frames = [...framesOf(content)]
  const damages = damagesOf(content, frames, vouched)
  const last = frames.at(-1)
  const events = eventsIn(frames)
  const whole = last === undefined ? 0 : last.first + last.count
  const told = whole + (damages.findLast(isLast)?.lost ?? 0)
  const written = Math.max(told, vouched?.written ?? 0)
  const name = basename(path)
  const onlyEnd = damages.length === 1 ? damages.find(isLast) : undefined
  const kept = onlyEnd === undefined ? content : content.subarray(onlyEnd.start)
  const isKept = damages.some(({ start, end }) => start < end)
  const movedTo = isKept ? await keepAside(root, name, kept, now) : undefined
  const losses = damages.map((damage): SpoolLoss => ({
    reason: damage.reason,
    file: name,
    foundAt: now,
    events: damage.lost,
    bytes: damage.end - damage.start,
    between: [
      timeAt(content, damage.before, 'last') ?? lastTime,
      timeAt(content, damage.next, 'first') ??
        (damage.reason === 'cut' ? vouched?.to : undefined) ??
        writtenAt,
    ],
    movedTo,
  }))
  if (losses.length > 0) await found(losses)
  const parts: Uint8Array[] = frames.map(({ start, end }) => content.subarray(start, end))
  // It goes on telling how much there was, as a frame after the damage does.
  if (written > whole) parts.push(trailerOf(Buffer.alloc(0), written, 0))
  if (onlyEnd !== undefined && written === whole) await cutOff(path, onlyEnd.start)
  else if (damages.length > 0 || written > whole) await mend(path, parts)
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
function emptiedAt(
  file: string,
  { now, lastTime, vouched }: Known,
  writtenAt: number,
): RecoveredSegment {
  const events = vouched?.events
  const between = [vouched?.from ?? lastTime, vouched?.to ?? writtenAt] as const
  const loss = { reason: 'cut', file, foundAt: now, events, bytes: 0 } as const
  return {
    bytes: 0,
    events: 0,
    written: vouched?.written ?? 0,
    after: undefined,
    times: [undefined, undefined],
    losses: [{ ...loss, between, movedTo: undefined }],
    isWhole: false,
  }
}

function isLast({ next }: Damage): boolean {
  return next === undefined
}

function hasEvents({ count }: Frame): boolean {
  return count > 0
}

function damagesOf(
  content: Buffer,
  frames: readonly Frame[],
  vouched: VouchedSegment | undefined,
): Damage[] {
  const damages: Damage[] = []
  let before: Frame | undefined
  for (const next of [...frames, undefined]) {
    const start = before?.end ?? 0
    const end = next?.start ?? content.length
    const expected = before === undefined ? 0 : before.first + before.count
    const told = next === undefined ? writtenIn(content.subarray(start, end)) : next.first
    const gone = next === undefined ? goneAfter(told ?? expected, frames, vouched) : 0
    // Where only the count jumps, damage was found and mended before.
    if (start < end || gone > 0) {
      // Told by nobody, it is a write that never ended.
      const otherwise = next === undefined && told === undefined ? 'torn' : 'checksum'
      const lost = told === undefined ? undefined : told - expected
      damages.push({
        start,
        end,
        reason: gone > 0 ? 'cut' : otherwise,
        lost: gone > 0 ? (lost ?? 0) + gone : lost,
        before,
        next,
      })
    }
    before = next
  }
  return damages
}

/** How many events were vouched for beyond those that a segment tells of; what was lost before is not lost again. */
function goneAfter(
  told: number,
  frames: readonly Frame[],
  vouched: VouchedSegment | undefined,
): number {
  const { written = 0, events = 0 } = vouched ?? {}
  return Math.max(0, Math.min(written - told, events - eventsIn(frames)))
}

function eventsIn(frames: readonly Frame[]): number {
  return frames.reduce((sum, { count }) => sum + count, 0)
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
