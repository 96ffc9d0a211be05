import { binomialQuantile } from '../distributions/binomial.ts'
import { checkCount, checkFinite, checkOpenShare, checkShare } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import type { Interval } from '../tests/result.ts'

/** A quantile with an interval that assumes nothing of the distribution. */
export interface QuantileResult {
  readonly method: 'quantile_order_statistics'
  readonly settings: { readonly alpha: number; readonly share: number }
  /** Type 7, as R and NumPy. */
  readonly estimate: number
  /** Two of the values; infinite where there are too few. */
  readonly interval: Interval
}

/**
 * A quantile, such as the median or the 90th percentile, with an interval from order statistics.
 *
 * @param values - finite; need not be sorted
 * @param share - in (0, 1)
 * @see Conover (1999), Practical Nonparametric Statistics, 3.2; Hyndman, Fan (1996) for type 7
 * @throws StatsError `insufficient_data` for no values
 */
export function quantileInterval(
  values: readonly number[] | Float64Array,
  share: number,
  settings: { readonly alpha?: number } = {},
): QuantileResult {
  checkRecord('settings', settings, 'alpha')
  const { alpha = 0.05 } = settings
  checkOpenShare('share', share)
  checkOpenShare('alpha', alpha)
  const sorted = sortedValues(values)
  const n = sorted.length
  const low = binomialQuantile(alpha / 2, n, share)
  const high = binomialQuantile(1 - alpha / 2, n, share) + 1
  return {
    method: 'quantile_order_statistics',
    settings: { alpha, share },
    estimate: typeSeven(sorted, share),
    interval: {
      low: low < 1 ? -Infinity : (sorted[low - 1] as number),
      high: high > n ? Infinity : (sorted[high - 1] as number),
    },
  }
}

/** Checked values in rising order. */
export function sortedValues(values: readonly number[] | Float64Array, least = 1): Float64Array {
  checkList('values', values)
  checkCount('the number of values', values.length, least)
  for (let index = 0; index < values.length; index++) {
    checkFinite(`values[${index}]`, values[index] as number)
  }
  return Float64Array.from(values).toSorted()
}

/** The quantile of sorted values by linear interpolation between (n - 1) steps. */
export function typeSeven(sorted: Float64Array, share: number): number {
  checkShare('share', share)
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (position - below) * (high - low)
}
