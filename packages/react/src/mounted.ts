import type { FlagReader } from './read-flag.ts'

/** What reads a flag on the page. */
export const mounted: Set<FlagReader> = new Set()

/** Called with what joined `mounted`, or left it. */
export const mountWatchers: Set<(reader: FlagReader) => void> = new Set()
