import { randomInt } from 'node:crypto'
import { readdir, unlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { lockFolder } from '../folder/folder-lock.ts'
import { makeFolder } from '../folder/make-folder.ts'
import { syncFolder } from '../folder/sync-folder.ts'
import { isRemembered, isSameLoss, readLosses, writeLosses } from './remembered-losses.ts'
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
  /** Hears once of damage that was found when opening; `state().losses` remembers it. */
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
    const { segments, losses, found } = await recover(folder, segmentsFolder, now())
    for (const loss of found) options.onLoss?.(loss)
    const settings = { folder, segmentsFolder, capBytes, segmentBytes, now, random }
    return createSpool({ ...settings, segments, losses, release: () => lock.release() })
  } catch (cause) {
    lock.release()
    throw writeError(segmentsFolder, cause)
  }
}

/** What was found in a folder of segments. */
interface Recovered {
  readonly segments: ClosedSegment[]
  /** What is remembered, and what was torn last. */
  readonly losses: readonly SpoolLoss[]
  /** What nobody has heard of yet. */
  readonly found: readonly SpoolLoss[]
}

async function recover(root: string, folder: string, now: number): Promise<Recovered> {
  const segments: ClosedSegment[] = []
  const before = await readLosses(root, now)
  let losses: SpoolLoss[] = []
  const whole = new Set<string>()
  const remembered = (): SpoolLoss[] => [
    // A good copy was put back.
    ...before.filter(({ file }) => !whole.has(file)),
    ...losses.filter((loss) => isRemembered(loss) && !before.some((one) => isSameLoss(one, loss))),
  ]
  let last: { name: string; written: number; time: number | undefined } | undefined
  for (const name of (await readdir(folder)).toSorted()) {
    const path = join(folder, name)
    const number = segmentNumber(name)
    if (number === undefined) {
      // A mended copy that was never put in its place: the segment itself is still there.
      if (name.endsWith('.part')) await unlink(path)
      else losses.push(await removeForeign(root, path, now))
      continue
    }
    const found = await recoverSegment(root, path, now, last?.time, async (damage) => {
      losses.push(...damage)
      await writeLosses(root, remembered())
    })
    const [first, time = last?.time] = found.times
    const cut = cutBefore(found.after, last, first, now)
    // The same loss, of which the next segment knows more.
    losses = losses.filter(({ file, reason }) => reason !== 'cut' || file !== cut[0]?.file)
    losses.push(...cut)
    if (found.isWhole) whole.add(name)
    for (const { file } of cut) whole.delete(file)
    last = { name, written: found.written, time }
    if (found.events === 0) await unlink(path)
    else segments.push({ name, path, number, bytes: found.bytes, events: found.events })
  }
  await syncFolder(folder)
  const all = remembered()
  if (all.length > 0 || before.length > 0) await writeLosses(root, all)
  const found = losses.filter((loss) => !before.some((one) => isSameLoss(one, loss)))
  const torn = found.filter((loss) => !isRemembered(loss))
  return { segments, losses: [...all, ...torn], found }
}

/** A segment that ends sooner than the next one says was cut between two frames. */
function cutBefore(
  after: string | undefined,
  before: { name: string; written: number; time: number | undefined } | undefined,
  next: number | undefined,
  now: number,
): SpoolLoss[] {
  const [name, written] = after?.split(' ') ?? []
  if (before === undefined || name !== before.name) return []
  const events = Number(written) - before.written
  if (!(events > 0)) return []
  const between = [before.time, next] as const
  return [
    { reason: 'cut', file: name, foundAt: now, events, bytes: 0, between, movedTo: undefined },
  ]
}
