import { sortedValues } from '../quantiles/quantile.ts'

/** Whether two samples come from one distribution. */
export interface KolmogorovSmirnovResult {
  readonly method: 'kolmogorov_smirnov'
  /** Largest distance of the two cumulative distributions, in [0, 1]. */
  readonly statistic: number
  readonly p: number
}

/**
 * Two-sample Kolmogorov-Smirnov test with the limiting distribution, for drift of a
 * continuous value.
 *
 * Assumes some fifty values on either side and few ties.
 *
 * @see Smirnov (1948), Table for estimating the goodness of fit of empirical distributions, Ann. Math. Stat. 19
 * @throws StatsError `insufficient_data` where a side has no values, `invalid_input` for one that is
 *   not finite
 */
export function kolmogorovSmirnov(
  before: readonly number[] | Float64Array,
  after: readonly number[] | Float64Array,
): KolmogorovSmirnovResult {
  const left = sortedValues(before)
  const right = sortedValues(after)
  let [i, j] = [0, 0]
  let statistic = 0
  while (i < left.length && j < right.length) {
    const value = Math.min(left[i] as number, right[j] as number)
    while (i < left.length && left[i] === value) i++
    while (j < right.length && right[j] === value) j++
    statistic = Math.max(statistic, Math.abs(i / left.length - j / right.length))
  }
  const scale = Math.sqrt((left.length * right.length) / (left.length + right.length))
  return { method: 'kolmogorov_smirnov', statistic, p: kolmogorovUpperTail(scale * statistic) }
}

/** Upper tail of Kolmogorov's limiting distribution. */
export function kolmogorovUpperTail(x: number): number {
  if (x <= 0) return 1
  if (x < 1) {
    // Jacobi's form converges where the other one alternates.
    let sum = 0
    for (let k = 1; k <= 7; k += 2) sum += Math.exp((-k * k * Math.PI ** 2) / (8 * x * x))
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum
  }
  let sum = 0
  for (let k = 1; k <= 10; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x)
  return sum
}
