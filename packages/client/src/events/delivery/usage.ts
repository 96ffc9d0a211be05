import type { SyncOwner } from '../../sync-part.ts'

// What one event may tell of.
const MOST_FLAGS = 100

/** Records which flags were read, and how often, since it was told last. */
export function tellUsage({ events, flags }: Pick<SyncOwner, 'events' | 'flags'>): void {
  const told: [key: string, reads: number][] = []
  for (const [key, flag] of flags) {
    if (flag.reads > 0 && key !== '' && key.length <= 256) told.push([key, flag.reads])
    flag.reads = 0
  }
  for (let from = 0; from < told.length; from += MOST_FLAGS)
    events.record({
      type: 'usage',
      reads: Object.fromEntries(told.slice(from, from + MOST_FLAGS)),
    })
}
