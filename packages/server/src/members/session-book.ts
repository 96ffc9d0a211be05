import { digestOf } from '../auth/credential.ts'
import type { RolePrincipal } from '../auth/principal.ts'

/** A session as the book holds it. */
export interface SessionEntry {
  readonly id: string
  /** SHA-256 of what the cookie holds, hexadecimal. */
  readonly digest: string
  readonly principal: RolePrincipal
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Every session that works, in memory, so that requests never wait for a database. */
export interface SessionBook {
  /** @returns the session of this secret; `undefined` when it is unknown or over */
  find(secret: string): SessionEntry | undefined
  add(entry: SessionEntry): void
  end(id: string): void
  /** Ends all sessions of a member. */
  endAll(member: string): void
  /** Hears of every member one of whose sessions was ended. */
  onEnd(listener: (principal: RolePrincipal) => void): () => void
}

/** Makes an empty book. */
export function createSessionBook(now: () => number): SessionBook {
  const byDigest = new Map<string, SessionEntry>()
  const listeners = new Set<(principal: RolePrincipal) => void>()
  const endWhere = (test: (entry: SessionEntry) => boolean): void => {
    for (const entry of byDigest.values()) {
      if (!test(entry)) continue
      byDigest.delete(entry.digest)
      for (const listener of listeners) listener(entry.principal)
    }
  }
  return {
    find(secret) {
      // By its digest, so that how long it takes tells nothing of a secret that is nearly right.
      const entry = byDigest.get(digestOf(secret).toString('hex'))
      if (entry === undefined || entry.expiresAt > now()) return entry
      endWhere(({ id }) => id === entry.id)
      return undefined
    },
    add: (entry) => void byDigest.set(entry.digest, entry),
    end: (ended) => endWhere(({ id }) => id === ended),
    endAll: (member) => endWhere(({ principal }) => principal.id === member),
    onEnd(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
