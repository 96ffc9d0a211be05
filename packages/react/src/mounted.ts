import type { FlagReader } from './read-flag.ts'

/** What reads a flag on the page. */
export interface Mounted extends Set<FlagReader> {
  /** Called, once somebody watches, with what joined, or left. */
  tell?: (reader: FlagReader) => void
}

export const mounted: Mounted = new Set()
