import { randomInt } from 'node:crypto'
import { readdir, unlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { lockFolder } from '../folder/folder-lock.ts'
import { makeFolder } from '../folder/make-folder.ts'
import { syncFolder } from '../folder/sync-folder.ts'
import { recoverSegment, removeForeign } from './recover-segment.ts'
import { segmentNumber } from './segment-name.ts'
import { writeError } from './spool-error.ts'
import type { SpoolLoss } from './spool-loss.ts'
import { type ClosedSegment, type Spool, createSpool } from './spool.ts'

/** How to open a spool. */
export interface SpoolOptions {
  /** The folder of events; one process at a time. Made when there is none. */
  readonly folder: string
  /** How much may wait for the event store. Default 1 GiB; after that `SPOOL_FULL`. */
  readonly capBytes?: number
  /** When the next segment begins. Default 16 MiB. */
  readonly segmentBytes?: number
  /** Default `Date.now`. */
  readonly now?: () => number
  /** In `[0, 1)`, for names; default chance of the system. */
  readonly random?: () => number
  /** Hears of damage that was found when opening; also in `state().losses`. */
  readonly onLoss?: (loss: SpoolLoss) => void
}

const GIB = 2 ** 30
const MIB = 2 ** 20

/**
 * Opens the spool: where an event is on disk before it is acknowledged.
 *
 * Every segment that an earlier process left is read once and checked. What is
 * damaged is moved aside, and reported by number and time.
 *
 * @throws SluiceError `EVENTS_FOLDER_IN_USE`, `EVENTS_FOLDER_UNUSABLE` or `SPOOL_UNAVAILABLE`
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { capBytes = GIB, segmentBytes = 16 * MIB, now = Date.now } = options
  // Whatever the working folder becomes later.
  const folder = resolve(options.folder)
  const random = options.random ?? (() => randomInt(2 ** 32) / 2 ** 32)
  const lock = lockFolder(folder, now())
  const segmentsFolder = join(folder, 'spool')
  try {
    makeFolder(segmentsFolder)
    const { segments, losses } = await recover(folder, segmentsFolder, now())
    for (const loss of losses) options.onLoss?.(loss)
    const settings = { folder, segmentsFolder, capBytes, segmentBytes, now, random }
    return createSpool({ ...settings, segments, losses, release: () => lock.release() })
  } catch (cause) {
    lock.release()
    throw writeError(segmentsFolder, cause)
  }
}

async function recover(
  root: string,
  folder: string,
  now: number,
): Promise<{ segments: ClosedSegment[]; losses: SpoolLoss[] }> {
  const segments: ClosedSegment[] = []
  let losses: SpoolLoss[] = []
  let before: { name: string; written: number; last: number | undefined } | undefined
  for (const name of (await readdir(folder)).toSorted()) {
    const path = join(folder, name)
    const number = segmentNumber(name)
    if (number === undefined) {
      // A mended copy that was never put in its place: the segment itself is still there.
      if (name.endsWith('.part')) await unlink(path)
      else losses.push(await removeForeign(root, path, now))
      continue
    }
    const found = await recoverSegment(root, path, now, before?.last)
    const [first, last = before?.last] = found.times
    const cut = cutBefore(found.after, before, first, now)
    // The same loss, of which the next segment knows more.
    losses = losses.filter(({ file, reason }) => reason !== 'cut' || file !== cut[0]?.file)
    losses.push(...found.losses, ...cut)
    before = { name, written: found.written, last }
    if (found.events === 0) await unlink(path)
    else segments.push({ name, path, number, bytes: found.bytes, events: found.events })
  }
  await syncFolder(folder)
  return { segments, losses }
}

/** A segment that ends sooner than the next one says was cut between two frames. */
function cutBefore(
  after: string | undefined,
  before: { name: string; written: number; last: number | undefined } | undefined,
  next: number | undefined,
  now: number,
): SpoolLoss[] {
  const [name, written] = after?.split(' ') ?? []
  if (before === undefined || name !== before.name) return []
  const events = Number(written) - before.written
  if (!(events > 0)) return []
  const between = [before.last, next] as const
  return [
    { reason: 'cut', file: name, foundAt: now, events, bytes: 0, between, movedTo: undefined },
  ]
}
