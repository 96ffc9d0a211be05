import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'webhook.key'
const PREFIX = 'whsec_'
const SECRET_BYTES = 32

/**
 * Reads the secret that messages are signed with, and makes it when there is none. The file holds
 * it in the form that receivers' libraries take, `whsec_` and base64; copy it to them.
 *
 * @throws the error of the file system when it can neither be read nor made
 */
export function openWebhookSecret(dataDir: string): Uint8Array {
  const path = join(dataDir, FILE)
  try {
    writeFileSync(path, `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
    })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return Buffer.from(readFileSync(path, 'utf8').trim().slice(PREFIX.length), 'base64')
}
