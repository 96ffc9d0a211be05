/** Units that are enough against any number of others. */
const ENOUGH_UNITS = 200

/**
 * Units that the smaller of two variants needs, for their means to be compared once. How values are
 * skewed cancels out between variants of one size, and does not where one is small: what is left
 * in the difference, squared, is the values' own times (1 - ratio)² / (1 + ratio) over these units.
 *
 * @param ratio - units of the smaller variant over those of the larger, in [0, 1]
 * @see Cressie, Whitford (1986), How to use the two sample t-test, Biom. J. 28
 */
export function fewestUnits(ratio: number): number {
  return Math.ceil((ENOUGH_UNITS * (1 - ratio) ** 2) / (1 + ratio))
}
