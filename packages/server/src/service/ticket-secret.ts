import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../http/logger.ts'

const SECRET_BYTES = 32

/**
 * Reads the secret that stream tickets are signed with, and makes it when there
 * is none, so that tickets outlive a restart. Without a folder to write to it
 * lasts as long as the process; clients then fetch once more.
 */
export function openTicketSecret(dataDir: string, logger: Logger): Uint8Array {
  const path = join(dataDir, 'ticket.key')
  const known = read(path)
  if (known !== undefined) return known
  const made = randomBytes(SECRET_BYTES)
  try {
    writeFileSync(path, made, { mode: 0o600 })
  } catch (error) {
    logger.warn({ err: error }, 'ticket secret not kept')
  }
  return made
}

function read(path: string): Uint8Array | undefined {
  try {
    const bytes = readFileSync(path)
    return bytes.length === SECRET_BYTES ? bytes : undefined
  } catch {
    // Not there, or not readable: either way a new one is made, and the failure to keep it is told.
    return undefined
  }
}
