import type { FlagReader } from './read-flag.ts'

/** What is on the page and may keep a flag at what it showed first: it does not read a live one. */
export const keepers: Set<FlagReader> = new Set()

/** Called with what joined `keepers`, or left them. */
export const keeperWatchers: Set<(reader: FlagReader) => void> = new Set()
