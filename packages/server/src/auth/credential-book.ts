import { timingSafeEqual } from 'node:crypto'
import { digestOf, publicIdOf } from './credential.ts'
import type { Principal } from './principal.ts'

/** A credential as the book holds it: digest and principal, no secret. */
export interface CredentialEntry {
  /** Kind and public id as in the text of the credential, such as `client_9f…`. */
  readonly publicId: string
  /** SHA-256 of the whole credential, hexadecimal. */
  readonly digest: string
  readonly principal: Principal
}

/** Every credential that works, in memory, so that requests never wait for a database. */
export interface CredentialBook {
  /** @returns who presents the credential; `undefined` when it is unknown, wrong or revoked */
  authenticate(credential: string): Principal | undefined
  /** Whether the credential of this kind and id still works; for what was derived from it earlier. */
  isActive(principal: Pick<Principal, 'kind' | 'id'>): boolean
  add(entry: CredentialEntry): void
  revoke(publicId: string): void
  /**
   * Hears of every credential that stops working, right after it did.
   *
   * @returns a function that stops listening
   */
  onRevoke(listener: (principal: Principal) => void): () => void
}

const NOBODY = digestOf('nobody')

/** How many credentials are recognised without digesting them again. */
const KEPT = 1_000

/** Makes an empty book. */
export function createCredentialBook(): CredentialBook {
  const entries = new Map<string, { readonly digest: Buffer; readonly principal: Principal }>()
  // The whole texts of those that were right a moment ago, so that whoever asks all day is digested once.
  const recognised = new Map<string, Principal>()
  const listeners = new Set<(principal: Principal) => void>()
  return {
    authenticate(credential) {
      const known = recognised.get(credential)
      if (known !== undefined) return known
      const entry = entries.get(publicIdOf(credential) ?? '')
      // An unknown id costs the same comparison as a wrong secret.
      const same = timingSafeEqual(digestOf(credential), entry?.digest ?? NOBODY)
      if (entry === undefined || !same) return undefined
      if (recognised.size >= KEPT) recognised.clear()
      recognised.set(credential, entry.principal)
      return entry.principal
    },
    isActive: ({ kind, id }) =>
      [...entries.values()].some(({ principal }) => principal.kind === kind && principal.id === id),
    add({ publicId, digest, principal }) {
      recognised.clear()
      entries.set(publicId, { digest: Buffer.from(digest, 'hex'), principal })
    },
    revoke(publicId) {
      const entry = entries.get(publicId)
      if (entry === undefined) return
      entries.delete(publicId)
      recognised.clear()
      for (const listener of listeners) listener(entry.principal)
    },
    onRevoke(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
