import { readFlags } from './cache.ts'
import type { FlagEntry, FlagTable, Override } from './state.ts'
import { listOf, type Shelf } from './storage.ts'

/** What lives as long as a tab. */
export interface Session {
  readonly overrides: Map<string, FlagEntry>
  /** The treatments that crashed. */
  readonly broken: Set<string>
}

/** Reads what an earlier page of this tab left, as far as it is well formed. */
export function readSession(tab: Shelf): Session {
  const [overrides, broken] = listOf(tab.read('.tab'))
  // What is no text is no treatment, and nobody asks for it.
  return { overrides: readFlags(listOf(overrides)), broken: new Set(listOf(broken) as string[]) }
}

/** Leaves it for the next page of this tab. */
export function writeSession(tab: Shelf, overrides: FlagTable, broken: Set<string>): void {
  tab.write('.tab', [[...overrides.values()], [...broken]])
}

/** An override in the form in which it is read and stored. */
export function overrideEntry(key: string, { value, variant }: Override): FlagEntry {
  // What is undefined here is absent where it is stored.
  return { key, value, variant, reason: 'OVERRIDE', metadata: { override: true } } as FlagEntry
}
