import { createHash, randomBytes } from 'node:crypto'

/** What a credential may be: the middle word of its text. */
export const CREDENTIAL_KINDS = ['client', 'server', 'ingest', 'token'] as const

/** The kind of a credential. */
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number]

/** A credential that was just made. The text is shown once and stored nowhere. */
export interface NewCredential {
  /** `sluice_<kind>_<id>_<secret>`. */
  readonly text: string
  readonly id: string
  /** SHA-256 of the text, hexadecimal. */
  readonly digest: string
  /** The last four characters of the text, to tell credentials apart in a list. */
  readonly last4: string
}

const ID_BYTES = 8
const SECRET_BYTES = 32
const FORM = /^sluice_(client|server|ingest|token|admin)_([a-z0-9]{1,32})(?:_[A-Za-z0-9_-]{43})?$/

/** Makes a credential with a public id of 64 bits and a secret of 256. */
export function createCredential(kind: CredentialKind): NewCredential {
  const id = randomBytes(ID_BYTES).toString('hex')
  const text = `sluice_${kind}_${id}_${randomBytes(SECRET_BYTES).toString('base64url')}`
  return { text, id, digest: digestOf(text).toString('hex'), last4: text.slice(-4) }
}

/** The part of a credential that is no secret. */
export function prefixOf(kind: CredentialKind, id: string): string {
  return `sluice_${kind}_${id}`
}

/** The public id of a credential with its kind, such as `client_9f…`; `undefined` when it has not our form. */
export function publicIdOf(text: string): string | undefined {
  const match = text.length <= 128 ? FORM.exec(text) : null
  return match === null ? undefined : `${match[1]}_${match[2]}`
}

/** SHA-256 of a credential. Its 256 random bits need no slow hash. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
