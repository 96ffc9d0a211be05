import type { PageEvents } from '../page-events.ts'

// What one event may tell of.
const MOST_FLAGS = 100

/** Records which flags were read, and how often, since it was told last. */
export function tellUsage(events: PageEvents): void {
  const { reads, record } = events
  const told = [...reads].filter(([key]) => key !== '' && key.length <= 256)
  events.told = new Set([...(events.told ?? []), ...reads.keys()])
  reads.clear()
  for (let from = 0; from < told.length; from += MOST_FLAGS)
    record({
      type: 'usage',
      reads: Object.fromEntries(told.slice(from, from + MOST_FLAGS)),
    })
}
