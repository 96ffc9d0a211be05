import { SluiceError } from '@sluice/core'
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs'

/** The key that signs the audit log. */
export interface SigningKey {
  /** PEM (SPKI): what a verifier needs, kept somewhere else than the data. */
  readonly publicKeyPem: string
  readonly publicKey: KeyObject
  /** Where the public half of the key before was put, when this is another key than the last time. */
  readonly keptPublicKey?: string | undefined
  /** @returns base64 */
  sign(text: string): string
}

/**
 * Reads the Ed25519 key of the audit log, and makes it when there is none yet.
 * The public half lies beside it, as `<path>.pub`, to be taken elsewhere. That
 * of another key is kept under a name with the time: what the other key signed
 * can be verified with nothing else.
 *
 * @param now - epoch milliseconds
 * @throws SluiceError `AUDIT_KEY_UNREADABLE` when the file is no such key
 */
export function openSigningKey(path: string, now: number): SigningKey {
  const privateKey = readKey(path) ?? makeKey(path)
  const publicKey = createPublicKey(privateKey)
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const known = readIfThere(`${path}.pub`)
  const keptPublicKey =
    known === undefined || known === publicKeyPem ? undefined : keepPublicKey(path, now)
  if (known !== publicKeyPem) writeFileSync(`${path}.pub`, publicKeyPem)
  return {
    publicKey,
    publicKeyPem,
    keptPublicKey,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
}

function keepPublicKey(path: string, now: number): string {
  const kept = `${path}.${new Date(now).toISOString().replaceAll(/[-:]/g, '')}.pub`
  copyFileSync(`${path}.pub`, kept, constants.COPYFILE_EXCL)
  return kept
}

function readKey(path: string): KeyObject | undefined {
  try {
    const pem = readIfThere(path)
    if (pem === undefined) return undefined
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType !== 'ed25519')
      throw new TypeError(`found a key of type ${String(key.asymmetricKeyType)}`)
    chmodSync(path, 0o600)
    return key
  } catch (cause) {
    throw new SluiceError(
      'AUDIT_KEY_UNREADABLE',
      `There is no Ed25519 private key to be read at ${path}: ${messageOf(cause)}. Restore that file from a backup, or name another one.`,
      { cause },
    )
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  const file = newFile(path)
  try {
    writeSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return privateKey
}

function newFile(path: string): number {
  try {
    // `wx`: a key that appeared meanwhile is never overwritten.
    return openSync(path, 'wx', 0o600)
  } catch (cause) {
    throw new SluiceError(
      'AUDIT_KEY_UNREADABLE',
      `There is no key of the audit log at ${path}, and none can be made there: ${messageOf(cause)}. Make its folder or mount its volume, or name another file.`,
      { cause },
    )
  }
}
