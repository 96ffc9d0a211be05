import type { GrantClaims } from '@sluice/core/grants'
import type { GrantKey } from './grant-key.ts'
import { readToken, writeToken, type ReadToken } from './grant-token.ts'

/** A grant as the book holds it. */
export interface GrantEntry {
  readonly id: string
  readonly environment: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** What a token turns out to be. */
export type FoundGrant = GrantClaims | Exclude<ReadToken, GrantClaims> | 'revoked' | 'unavailable'

/** Every grant that was not revoked, in memory, so that evaluating never waits for a database. */
export interface GrantBook {
  /** Signs a grant. It works once it is added. */
  write(claims: Omit<GrantClaims, 'key'>): string
  /** Finds what a token says, if it was signed here and not revoked. Time is not looked at. */
  find(token: string): FoundGrant
  add(entry: GrantEntry): void
  revoke(id: string): void
  /** Puts another signing key in place: ends every grant there is. */
  rotate(): void
  /**
   * Hears of the environments in which a grant ended before its time.
   *
   * @returns a function that stops listening
   */
  onRevoke(listener: (environment: string) => void): () => void
}

/** How many tokens are recognised without verifying them again. */
const KEPT = 1_000

/** Makes a book without grants. */
export function createGrantBook(key: GrantKey): GrantBook {
  const entries = new Map<string, GrantEntry>()
  const recognised = new Map<string, ReadToken>()
  const listeners = new Set<(environment: string) => void>()
  const tell = (environments: Iterable<string>): void => {
    for (const environment of new Set(environments))
      for (const listener of listeners) listener(environment)
  }
  const read = (token: string): ReadToken => {
    const known = recognised.get(token)
    if (known !== undefined) return known
    const found = readToken(token, key)
    if (recognised.size >= KEPT) recognised.clear()
    // What is no grant is cheap to tell, and would push out what is.
    if (typeof found === 'object') recognised.set(token, found)
    return found
  }
  return {
    write: (claims) => writeToken(claims, key),
    find(token) {
      const found = read(token)
      // One that nobody here remembers may have been revoked.
      return typeof found === 'object' && !entries.has(found.jti) ? 'revoked' : found
    },
    add(entry) {
      entries.set(entry.id, entry)
    },
    revoke(id) {
      const entry = entries.get(id)
      if (entry === undefined) return
      entries.delete(id)
      tell([entry.environment])
    },
    rotate() {
      key.rotate()
      recognised.clear()
      const ended = [...entries.values()].map(({ environment }) => environment)
      entries.clear()
      tell(ended)
    },
    onRevoke(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The book of a service that has no database, and cannot know what was revoked: no grant works. */
export const closedBook: GrantBook = {
  write: () => '',
  find: () => 'unavailable',
  add: () => undefined,
  revoke: () => undefined,
  rotate: () => undefined,
  onRevoke: () => () => undefined,
}
