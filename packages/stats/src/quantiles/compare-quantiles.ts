import { normalUpperQuantile } from '../distributions/normal.ts'
import { StatsError } from '../errors.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { checkOpenShare } from '../input/check.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'
import { sortedValues, typeSeven } from './quantile.ts'

/**
 * A quantile as an estimate: its error is half the width of its order-statistic interval, in
 * standard deviations (the outer-CI method, which needs no density).
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, section 4
 * @throws StatsError `insufficient_data` when the interval leaves the data
 */
export function quantileEstimate(
  values: readonly number[] | Float64Array,
  share: number,
): MeanEstimate {
  checkOpenShare('share', share)
  const sorted = sortedValues(values, 2)
  const n = sorted.length
  const z = normalUpperQuantile(0.025)
  const reach = z * Math.sqrt(n * share * (1 - share))
  const low = Math.floor(n * share - reach)
  const high = Math.floor(n * share + reach) + 1
  if (low < 1 || high > n) {
    throw new StatsError(
      'insufficient_data',
      `${n} values are too few for an interval of the quantile ${share}. Wait for more.`,
    )
  }
  const width = (sorted[high - 1] as number) - (sorted[low - 1] as number)
  return { mean: typeSeven(sorted, share), squaredError: (width / (2 * z)) ** 2, n }
}

/**
 * Compares a quantile of two variants: treatment - control, by the normal distribution.
 *
 * Its error is on the large side, the more so the nearer the quantile is to an end and the fewer
 * values lie beyond it: without a difference it finds one at the 99th percentile of some hundreds
 * of values in less than 1 % where 5 % are allowed, and misses as much where there is one.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, section 4
 * @throws StatsError as `quantileEstimate`, and when neither variant has any spread there
 */
export function compareQuantiles(
  control: readonly number[] | Float64Array,
  treatment: readonly number[] | Float64Array,
  share: number,
  settings: TestSettings = {},
): TestResult<'quantile_difference'> {
  const [ofControl, ofTreatment] = [
    quantileEstimate(control, share),
    quantileEstimate(treatment, share),
  ]
  const standardError = Math.sqrt(ofControl.squaredError + ofTreatment.squaredError)
  if (standardError === 0) {
    throw new StatsError(
      'insufficient_data',
      'All values around the quantile are equal in either variant, so nothing tells how uncertain it is.',
    )
  }
  const estimate = ofTreatment.mean - ofControl.mean
  return waldTest({ method: 'quantile_difference', estimate, standardError }, settings)
}
