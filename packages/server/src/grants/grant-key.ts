import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Logger } from '../http/logger.ts'

/** The key that grants are signed with. */
export interface GrantKey {
  /** Names the key and the epoch of the data folder: what was signed before either changed is foreign. */
  readonly id: string
  sign(text: string): Buffer
  verify(text: string, signature: Uint8Array): boolean
  /** Puts another key in its place; every grant so far is foreign from then on. */
  rotate(): void
}

/**
 * Reads the Ed25519 key of a data folder's grants, and makes it when there is
 * none that can be read. Where it cannot be kept it lasts as long as the
 * process: grants are short, and are issued again.
 *
 * @param epoch - of the data folder; after a restored backup nobody knows what was revoked meanwhile
 */
export function openGrantKey(path: string, epoch: string, logger: Logger): GrantKey {
  let current = read(path) ?? make(path, logger)
  const idOf = (privateKey: KeyObject): string => {
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
    return createHash('sha256').update(spki).update(epoch).digest('base64url').slice(0, 11)
  }
  let id = idOf(current)
  return {
    get id() {
      return id
    },
    sign: (text) => sign(null, signed(text), current),
    verify: (text, signature) => verify(null, signed(text), createPublicKey(current), signature),
    rotate() {
      current = make(path, logger)
      id = idOf(current)
    },
  }
}

// So that no signature of ours for something else is one of a grant.
function signed(text: string): Buffer {
  return Buffer.from(`sluice-grant:${text}`)
}

function read(path: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'))
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    // Not there, or no key: either way a new one is made, and a failure to keep it is told.
    return undefined
  }
}

function make(path: string, logger: Logger): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    writeFileSync(`${path}.part`, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    })
    renameSync(`${path}.part`, path)
  } catch (error) {
    logger.warn({ err: error }, 'the key of the grants is not kept: they end with this process')
  }
  return privateKey
}
