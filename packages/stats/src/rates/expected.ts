import type { Rate } from './rate.ts'

/** Below this many expected successes, or failures, no normal approximation is to be trusted. */
export const FEWEST_EXPECTED = 5

/** The smallest count that is expected in the 2 × 2 table of two rates when they are the same. */
export function fewestExpected(control: Rate, treatment: Rate): number {
  const successes = control.successes + treatment.successes
  const total = control.n + treatment.n
  const fewest = Math.min(control.n, treatment.n)
  return (fewest / total) * Math.min(successes, total - successes)
}
