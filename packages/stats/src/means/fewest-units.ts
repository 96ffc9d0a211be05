import { StatsError } from '../errors.ts'

/** Units that are enough against any number of others. */
const ENOUGH_UNITS = 200

/** From so much of the larger variant on, any number of units is enough. */
const ALIKE = 1 / 3

/** Just as many are enough, whatever rounding says. */
const ROUNDING = 1e-12

/**
 * Units that the smaller of two variants needs, for their means to be compared once. How values are
 * skewed cancels out between variants of one size, and does not where one is small: what is left
 * in the difference, squared, is the values' own times (1 - ratio)² / (1 + ratio) over these units.
 *
 * None where the smaller one has a third of the larger one's units or more, as chance leaves of an
 * even split of few: with the spread of the larger one (`steadyPair`) a difference that is none is
 * then found in 0 % to 5 %, at 3 and 9 units as at 20 and 60, of normal and lognormal values,
 * counts, and ratios; Welch's test alone finds one in 7 % of lognormal values at 5 and 15.
 *
 * @param ratio - units of the smaller variant over those of the larger, in [0, 1]
 * @see Cressie, Whitford (1986), How to use the two sample t-test, Biom. J. 28
 */
export function fewestUnits(ratio: number): number {
  if (ratio >= ALIKE) return 0
  return Math.ceil(((1 - ROUNDING) * ENOUGH_UNITS * (1 - ratio) ** 2) / (1 + ratio))
}

/** Whether the smallest of several samples has a third of the largest one's units or more. */
export function areAlike(sizes: readonly number[]): boolean {
  return Math.min(...sizes) / Math.max(...sizes) >= ALIKE
}

/** A mean of some units, and how often it counts in what is estimated; below 0 where it is taken away. */
export interface WeighedMean {
  readonly weight: number
  readonly n: number
  /** True where as much is taken away again of units that are alike in number (`areAlike`). */
  readonly isBalanced?: boolean
}

/**
 * Refuses a sum of several weighed means, such as a difference of differences, in which as much
 * skew of the values is left as in a difference of fewer units than `fewestUnits`. As there, what is
 * balanced leaves none, but for what it takes from the skew of the rest.
 *
 * @throws StatsError `insufficient_data` before there are enough
 */
export function checkSkewOfSum(means: readonly WeighedMean[], what: string): void {
  let [third, unbalanced, second] = [0, 0, 0]
  for (const { weight, n, isBalanced = false } of means) {
    const skew = (weight * weight * weight) / n / n
    third += skew
    if (!isBalanced) unbalanced += skew
    second += (weight * weight) / n
  }
  const left = Math.min(Math.abs(third), Math.abs(unbalanced))
  const short = (ENOUGH_UNITS * left * left) / second ** 3
  if (short <= 1 + ROUNDING) return
  const times = short < 10 ? short.toPrecision(2) : Math.ceil(short)
  throw new StatsError(
    'insufficient_data',
    `${what} of such unlike sizes are not compared while the smallest has so few units: values that are skewed would seem to differ. Wait for ${times} times as many, or a more even split.`,
  )
}
