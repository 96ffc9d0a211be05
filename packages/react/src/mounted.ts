import type { FlagReader } from './read-flag.ts'

/** What reads a flag on the page. */
export const mounted: Set<FlagReader> = new Set()
