import { readFlags } from './cache.ts'
import type { FlagEntry, FlagTable, Override } from './state.ts'
import type { Shelf } from './storage.ts'

/** What lives as long as the tab. */
export interface Session {
  readonly overrides: FlagTable
  /** The treatments that crashed. */
  readonly broken: Set<unknown>
  /** Who saw `flags`, the values that stay for the session. */
  readonly person?: unknown
  readonly flags: FlagTable
}

/** Reads what an earlier page of this tab left, as far as it is well formed. */
export function readSession(shelf: Shelf, name: string): Session {
  const stored = shelf.read(name)
  const [overrides, broken, person, flags] = (Array.isArray(stored) ? stored : []) as unknown[]
  return {
    overrides: readFlags(overrides) ?? new Map(),
    broken: new Set(Array.isArray(broken) ? broken : []),
    person,
    flags: readFlags(flags, 'CACHED') ?? new Map(),
  }
}

/** Leaves it for the next page of this tab. */
export function writeSession(
  shelf: Shelf,
  name: string,
  { overrides, broken, person, flags }: Session,
): void {
  shelf.write(name, [[...overrides.values()], [...broken], person, [...flags.values()]])
}

const METADATA = { override: true }

/** An override in the form in which it is read and stored. */
export function overrideEntry(key: string, { value, variant }: Override): FlagEntry {
  // What is undefined here is absent where it is stored.
  return { key, value, variant, reason: 'OVERRIDE', metadata: METADATA } as FlagEntry
}
