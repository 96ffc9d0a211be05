import { readFlags } from './cache.ts'
import type { FlagEntry, FlagTable, Override } from './state.ts'
import { readList, type Shelf } from './storage.ts'

/** What lives as long as a tab. */
export interface Session {
  readonly overrides: FlagTable
  /** The treatments that crashed. */
  readonly broken: Set<unknown>
  /** A person, and the values that stay for the session: written by the part that brings values. */
  readonly steady: readonly unknown[]
}

/** Reads what an earlier page of this tab left, as far as it is well formed. */
export function readSession(shelf: Shelf, name: string): Session {
  const [overrides, broken, ...steady] = readList(shelf, name)
  return {
    overrides: readFlags(overrides) ?? new Map(),
    broken: new Set(Array.isArray(broken) ? broken : []),
    steady,
  }
}

/** Leaves it for the next page of this tab. */
export function writeSession(
  shelf: Shelf,
  name: string,
  { overrides, broken, steady }: Session,
): void {
  shelf.write(name, [[...overrides.values()], [...broken], ...steady])
}

/** An override in the form in which it is read and stored. */
export function overrideEntry(key: string, { value, variant }: Override): FlagEntry {
  // What is undefined here is absent where it is stored.
  return { key, value, variant, reason: 'OVERRIDE', metadata: { override: true } } as FlagEntry
}
