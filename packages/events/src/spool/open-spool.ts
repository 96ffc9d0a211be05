import { randomInt } from 'node:crypto'
import { join, resolve } from 'node:path'
import { lockFolder } from '../folder/folder-lock.ts'
import { makeFolder } from '../folder/make-folder.ts'
import { recoverSpool } from './recover-spool.ts'
import { writeError } from './spool-error.ts'
import type { SpoolLoss } from './spool-loss.ts'
import { type Spool, createSpool } from './spool.ts'

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
 * damaged is moved aside, and reported by number and time; so is what is gone.
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
    const { found, ...recovered } = await recoverSpool(folder, segmentsFolder, now())
    for (const loss of found) options.onLoss?.(loss)
    const settings = { folder, segmentsFolder, capBytes, segmentBytes, now, random }
    return createSpool({ ...settings, ...recovered, release: () => lock.release() })
  } catch (cause) {
    lock.release()
    throw writeError(segmentsFolder, cause)
  }
}
