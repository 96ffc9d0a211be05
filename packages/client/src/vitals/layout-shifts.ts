import type { VitalEntry } from './entries.ts'

/** A burst of shifts ends after this long without one, and after this long altogether. */
const GAP_MS = 1_000
const LONGEST_MS = 5_000

/** The worst burst of layout shifts so far, and the one that may go on. */
export interface LayoutShifts {
  readonly worst: number
  readonly current: number
  readonly beganAt: number
  readonly lastAt: number
}

/** A page on which nothing moved. */
export const STILL: LayoutShifts = { worst: 0, current: 0, beganAt: -Infinity, lastAt: -Infinity }

/**
 * Adds a layout shift; those just after somebody did something are expected and count nothing.
 *
 * @see https://web.dev/articles/cls: the largest session window
 */
export function addShift(shifts: LayoutShifts, entry: VitalEntry): LayoutShifts {
  if (entry.hadRecentInput) return shifts
  const { startTime, value = 0 } = entry
  const goesOn = startTime - shifts.lastAt < GAP_MS && startTime - shifts.beganAt < LONGEST_MS
  const current = goesOn ? shifts.current + value : value
  return {
    worst: Math.max(shifts.worst, current),
    current,
    beganAt: goesOn ? shifts.beganAt : startTime,
    lastAt: startTime,
  }
}
