import type { FlagChange } from '../state.ts'
import type { VitalEntry } from './entries.ts'

/** A layout shift this soon after a value changed was caused by it, as far as anybody can tell. */
export const CAUSED_WITHIN_MS = 500

/** A flag that changed on the page a moment ago. */
export interface RecentChange {
  readonly flag: string
  readonly at: number
}

/** Changes that a service brought; what somebody forced is none of it. */
export function unforced(changes: readonly FlagChange[]): readonly FlagChange[] {
  return changes.filter(({ from, to }) => !(from?.metadata.override ?? to?.metadata.override))
}

/** The flags that a layout shift is put down to: those that changed just before it. */
export function causesOf(entry: VitalEntry, changes: readonly RecentChange[]): readonly string[] {
  if (entry.hadRecentInput) return []
  const causes = changes.filter(
    ({ at }) => entry.startTime >= at && entry.startTime - at <= CAUSED_WITHIN_MS,
  )
  return [...new Set(causes.map(({ flag }) => flag))]
}
