/** A sum of so many parts is off by no more than this, of its size, for a single unit. */
const ROUNDING = 16 * Number.EPSILON

/**
 * A variance from terms that may cancel, 0 where only rounding is left of them: where every order
 * costs the same, revenue per order does not vary, and what the terms leave is chance of the
 * machine, which no test may read.
 *
 * @param n - units that each term was added up over, which rounds as often
 */
export function leftOf(terms: readonly number[], n: number): number {
  let sum = 0
  let size = 0
  for (const term of terms) {
    sum += term
    size += Math.abs(term)
  }
  // What left the doubles is for the caller to refuse.
  if (!Number.isFinite(size)) return size
  return sum <= ROUNDING * Math.sqrt(n) * size ? 0 : sum
}
