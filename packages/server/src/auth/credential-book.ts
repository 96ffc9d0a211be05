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

/** Makes an empty book. */
export function createCredentialBook(): CredentialBook {
  const entries = new Map<string, { readonly digest: Buffer; readonly principal: Principal }>()
  const listeners = new Set<(principal: Principal) => void>()
  return {
    authenticate(credential) {
      const entry = entries.get(publicIdOf(credential) ?? '')
      // An unknown id costs the same comparison as a wrong secret.
      const same = timingSafeEqual(digestOf(credential), entry?.digest ?? NOBODY)
      return same ? entry?.principal : undefined
    },
    isActive: ({ kind, id }) =>
      [...entries.values()].some(({ principal }) => principal.kind === kind && principal.id === id),
    add({ publicId, digest, principal }) {
      entries.set(publicId, { digest: Buffer.from(digest, 'hex'), principal })
    },
    revoke(publicId) {
      const entry = entries.get(publicId)
      if (entry === undefined) return
      entries.delete(publicId)
      for (const listener of listeners) listener(entry.principal)
    },
    onRevoke(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
