import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'
import { sync } from '../backup/backup-files.ts'

const SECRET_BYTES = 32

/** The file of the secret in a data folder, and in a backup of it. */
export const UNIT_SECRET = 'unit.key'

/** The folder of the events in a data folder. */
export const EVENTS_FOLDER = 'events'

/**
 * Reads the secret that units are made pseudonyms with, and makes it for a data
 * folder without events. It is never replaced: under another one every unit
 * would be somebody else, and nobody could be erased any more.
 *
 * @returns `undefined` when it cannot be used; the log says why, and no events are taken
 */
export function openUnitSecret(dataDir: string, logger: Logger): Uint8Array | undefined {
  const path = join(dataDir, UNIT_SECRET)
  try {
    if (existsSync(path)) {
      const secret = readFileSync(path)
      if (secret.length === SECRET_BYTES) return secret
      throw new Error(`it has ${secret.length} bytes instead of ${SECRET_BYTES}`)
    }
    const events = join(dataDir, EVENTS_FOLDER)
    if (existsSync(events) && readdirSync(events).length > 0) {
      throw new Error('it is gone, and there are events whose units were named with it')
    }
    return make(path, dataDir)
  } catch (err) {
    logger.error(
      { err, file: path },
      'the secret of the units cannot be used, so no events are taken: put it back from a backup',
    )
    return undefined
  }
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
