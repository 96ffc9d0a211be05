import { normalUpperQuantile } from '../distributions/normal.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkFinite, checkOpenShare } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { criticalValue, readSettings, waldTest } from '../tests/wald.ts'
import { sortedValues, typeSeven } from './quantile.ts'

const REACH = normalUpperQuantile(0.025)

/** A quantile with two of the values, between which it lies in 95 of 100 samples. */
export interface QuantileEstimate {
  /** Type 7, as R and NumPy. */
  readonly estimate: number
  readonly low: number
  readonly high: number
  readonly n: number
}

/**
 * The ranks, from 1, of the two values between which a quantile lies in 95 of 100 samples; beyond
 * 1 and `n` where there are too few values.
 *
 * @param n - how many values there are
 * @param share - in (0, 1)
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, section 4
 * @throws StatsError `invalid_input` for an n that is no count, and a share that is not in (0, 1)
 */
export function quantileRanks(n: number, share: number): readonly [low: number, high: number] {
  checkCount('n', n)
  checkOpenShare('share', share)
  const reach = REACH * Math.sqrt(n * share * (1 - share))
  return [Math.floor(n * share - reach), Math.floor(n * share + reach) + 1]
}

/**
 * A quantile with its order-statistic interval, which needs no density.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, section 4
 * @throws StatsError `insufficient_data` when the interval leaves the data
 */
export function quantileEstimate(
  values: readonly number[] | Float64Array,
  share: number,
): QuantileEstimate {
  checkOpenShare('share', share)
  const sorted = sortedValues(values, 2)
  const n = sorted.length
  const [low, high] = quantileRanks(n, share)
  if (low < 1 || high > n) {
    throw new StatsError(
      'insufficient_data',
      `${n} values are too few for an interval of the quantile ${share}. Wait for more.`,
    )
  }
  return {
    estimate: typeSeven(sorted, share),
    low: sorted[low - 1] as number,
    high: sorted[high - 1] as number,
    n,
  }
}

/**
 * Compares a quantile of two variants: treatment - control; see `compareQuantileEstimates`.
 *
 * @see Zou, Donner (2008), Construction of confidence limits about effect measures, Stat. Med. 27
 * @throws StatsError as `quantileEstimate` and `compareQuantileEstimates`
 */
export function compareQuantiles(
  control: readonly number[] | Float64Array,
  treatment: readonly number[] | Float64Array,
  share: number,
  settings: TestSettings = {},
): TestResult<'quantile_difference'> {
  return compareQuantileEstimates(
    quantileEstimate(control, share),
    quantileEstimate(treatment, share),
    settings,
  )
}

/**
 * Compares a quantile of two variants: treatment - control, by how far the interval of either
 * reaches towards the other (variance estimates recovered). Above and below the difference the
 * error is another one; `standardError` is the one towards 0.
 *
 * What values are rounded to, or counted in, does not make it find more: where both quantiles
 * stand at the border of two steps, it finds a difference that is none in 5 %, and a plain error
 * of half the interval's width in 49 %. It is on the careful side near an end with few values
 * beyond it: without a difference it finds one at the 99th percentile of a thousand values in
 * 1 %, and misses as much where there is one.
 *
 * @see Zou, Donner (2008), Construction of confidence limits about effect measures, Stat. Med. 27
 * @throws StatsError `invalid_input` for an estimate outside of its interval, `insufficient_data`
 *   when the values around the quantile do not differ
 */
export function compareQuantileEstimates(
  control: QuantileEstimate,
  treatment: QuantileEstimate,
  settings: TestSettings = {},
): TestResult<'quantile_difference'> {
  return recovered('quantile_difference', control, treatment, settings)
}

/**
 * The relative difference of a quantile: treatment / control - 1, on the scale of logarithms, on
 * which ranks are the same; statistic and error are of the logarithm.
 *
 * @see Zou, Donner (2008), Construction of confidence limits about effect measures, Stat. Med. 27
 * @throws StatsError as `compareQuantileEstimates`, and `undefined_estimand` where an interval
 *   reaches 0 or below
 */
export function liftOfQuantiles(
  control: QuantileEstimate,
  treatment: QuantileEstimate,
  settings: TestSettings = {},
): TestResult<'quantile_lift'> {
  const result = recovered(
    'quantile_lift',
    logOf('control', control),
    logOf('treatment', treatment),
    settings,
  )
  const { low, high } = result.interval
  return {
    ...result,
    estimate: Math.expm1(result.estimate),
    interval: { low: Math.expm1(low), high: Math.expm1(high) },
  }
}

function recovered<Method extends string>(
  method: Method,
  control: QuantileEstimate,
  treatment: QuantileEstimate,
  settings: TestSettings,
): TestResult<Method> {
  checkEstimate('control', control)
  checkEstimate('treatment', treatment)
  const { alpha, side } = readSettings(settings)
  const estimate = treatment.estimate - control.estimate
  const below =
    Math.hypot(treatment.estimate - treatment.low, control.high - control.estimate) / REACH
  const above =
    Math.hypot(treatment.high - treatment.estimate, control.estimate - control.low) / REACH
  const standardError = estimate > 0 || (estimate === 0 && below > 0) ? below : above
  if (standardError === 0) {
    throw new StatsError(
      'insufficient_data',
      'All values around the quantile are equal in either variant, so nothing tells how uncertain it is.',
    )
  }
  const reach = criticalValue(alpha, side, undefined)
  return {
    ...waldTest({ method, estimate, standardError }, { alpha, side }),
    interval: {
      low: side === 'less' ? -Infinity : estimate - reach * below,
      high: side === 'greater' ? Infinity : estimate + reach * above,
    },
  }
}

function checkEstimate(name: string, quantile: QuantileEstimate): void {
  checkRecord(name, quantile, 'estimate, low, high and n')
  const { estimate, low, high } = quantile
  checkFinite(`${name}.estimate`, estimate)
  checkFinite(`${name}.low`, low)
  checkFinite(`${name}.high`, high)
  if (low <= estimate && estimate <= high) return
  throw new StatsError(
    'invalid_input',
    `${name}.estimate is ${estimate}, and its interval ${low} to ${high}. Give two values around it.`,
  )
}

function logOf(name: string, quantile: QuantileEstimate): QuantileEstimate {
  checkEstimate(name, quantile)
  const { estimate, low, high, n } = quantile
  if (low > 0) return { estimate: Math.log(estimate), low: Math.log(low), high: Math.log(high), n }
  throw new StatsError(
    'undefined_estimand',
    `The interval of a quantile reaches ${low}, and a lift is of what is above 0. Read the difference.`,
  )
}
