import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import { sync } from '../backup/backup-files.ts'

const SECRET_BYTES = 32

/** The file of the secret in a data folder, and in a backup of it. */
export const UNIT_SECRET = 'unit.key'

/** The folder of the events in a data folder. */
export const EVENTS_FOLDER = 'events'

/** How long after a failed attempt to read or make the secret the next one is made, in milliseconds. */
const RETRY_MS = 5_000

/** Gives the secret; `undefined` while it cannot be used. */
export type UnitSecret = () => Uint8Array | undefined

/**
 * Reads the secret that units are made pseudonyms with, and makes it for a data
 * folder without events. It is never replaced: under another one every unit
 * would be somebody else, and nobody could be erased any more. Where it cannot
 * be used the log says why, and it is tried again.
 */
export function openUnitSecret(dataDir: string, logger: Logger, clock: Clock): UnitSecret {
  let secret: Uint8Array | undefined
  let triedAt: number | undefined
  const get: UnitSecret = () => {
    if (secret !== undefined) return secret
    if (triedAt !== undefined && clock.monotonic() - triedAt < RETRY_MS) return undefined
    triedAt = clock.monotonic()
    try {
      secret = readOrMake(dataDir)
    } catch (err) {
      logger.error(
        { err, file: join(dataDir, UNIT_SECRET) },
        'the secret of the units cannot be used, so no events are taken: put it back from a backup',
      )
    }
    return secret
  }
  get()
  return get
}

function readOrMake(dataDir: string): Uint8Array {
  const path = join(dataDir, UNIT_SECRET)
  if (existsSync(path)) {
    const secret = readFileSync(path)
    if (secret.length === SECRET_BYTES) return secret
    throw new Error(`it has ${secret.length} bytes instead of ${SECRET_BYTES}`)
  }
  if (holdsEvents(join(dataDir, EVENTS_FOLDER))) {
    throw new Error('it is gone, and there are events whose units were named with it')
  }
  return make(path, dataDir)
}

function holdsEvents(folder: string): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return false
  return readdirSync(folder, { withFileTypes: true, recursive: true }).some(
    // What says who uses the folder is there before any event is.
    (entry) => entry.isFile() && !entry.name.startsWith('holder.'),
  )
}

function make(path: string, dataDir: string): Uint8Array {
  const secret = randomBytes(SECRET_BYTES)
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, secret)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  // The name lives in the folder. An event may be on disk a moment later, and must not be without its secret.
  sync(dataDir)
  return secret
}
