import type { FlagChange } from '../state.ts'
import type { VitalEntry } from './entries.ts'

/** A layout shift this soon after a value changed was caused by it, as far as anybody can tell. */
const CAUSED_WITHIN_MS = 500

/** Flags that changed on the page a moment ago. */
export interface RecentChange {
  readonly flags: readonly string[]
  readonly at: number
}

/**
 * Flags whose value changed after it was on the screen; what somebody forced is none of it.
 *
 * @param drawn - flags that this page has shown
 */
export function lateFlags(
  changes: readonly FlagChange[],
  drawn: ReadonlySet<string>,
): readonly string[] {
  return changes
    .filter(
      ({ key, from, to }) =>
        drawn.has(key) && from?.metadata.override !== true && to?.metadata.override !== true,
    )
    .map(({ key }) => key)
}

/** The flags that a layout shift is put down to: those that changed just before it. */
export function causesOf(entry: VitalEntry, changes: readonly RecentChange[]): readonly string[] {
  if (entry.hadRecentInput === true) return []
  const causes = changes.filter(
    ({ at }) => entry.startTime >= at && entry.startTime - at <= CAUSED_WITHIN_MS,
  )
  return [...new Set(causes.flatMap(({ flags }) => flags))]
}
