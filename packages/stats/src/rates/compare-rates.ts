import type { TestResult, TestSettings } from '../tests/result.ts'
import { readSettings, tailOf, waldInterval, waldTest } from '../tests/wald.ts'
import { compareRatesScore, scored } from './compare-rates-score.ts'
import { isConstant, refuseConstant } from './constant.ts'
import type { Rate } from './rate.ts'
import { rateEstimate } from './rate.ts'

/** The pooled test says where its interval comes from: it has none of its own. */
export interface PooledRatesResult extends TestResult<'rates_pooled_z'> {
  /** `score` where a variant has all or none, and so no error of its own. */
  readonly intervalMethod: 'wald_unpooled' | 'score'
}

/**
 * Compares two rates with the pooled z-test, the classical chi-square of a 2 × 2 table without
 * correction. Its interval is the unpooled Wald one, so p and interval may disagree at the border,
 * and by more the fewer events there are; `compareRatesScore` has both from one test.
 * Where a variant has all or none, Wald's interval has no error to go by: there it is the score
 * interval, and `standardError` the pooled one.
 *
 * Assumes some ten successes and ten failures in each variant; below, use `compareRatesExact`.
 *
 * @see Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, 3.2
 * @throws StatsError `insufficient_data` when all or none of the units did it
 */
export function compareRates(
  control: Rate,
  treatment: Rate,
  settings: TestSettings = {},
): PooledRatesResult {
  const { alpha, side } = readSettings(settings)
  const { estimate, standardError: nullError } = scored(control, treatment)
  const standardError = unpooledError(control, treatment)
  const statistic = estimate / nullError
  const result = { method: 'rates_pooled_z', settings: { alpha, side } } as const
  if (isConstant(control) || isConstant(treatment)) {
    const { interval } = compareRatesScore(control, treatment, settings)
    return {
      ...result,
      intervalMethod: 'score',
      estimate,
      standardError: nullError,
      statistic,
      ...tailOf(statistic, undefined, side),
      interval,
    }
  }
  return {
    ...result,
    intervalMethod: 'wald_unpooled',
    estimate,
    standardError,
    statistic,
    ...tailOf(statistic, undefined, side),
    interval: waldInterval(estimate, standardError, undefined, alpha, side),
  }
}

/**
 * Compares two rates with the unpooled z-test, whose p and interval come from one error.
 *
 * Assumes some ten successes and ten failures in each variant: with fewer it finds differences
 * that are none, most of all where the variants are of unequal size.
 *
 * @see Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions
 * @throws StatsError as `compareRates`, and when a variant has all or none, and so no error of its own
 */
export function compareRatesUnpooled(
  control: Rate,
  treatment: Rate,
  settings: TestSettings = {},
): TestResult<'rates_unpooled_z'> {
  const { estimate } = scored(control, treatment)
  if (isConstant(control) || isConstant(treatment)) refuseConstant(control, treatment)
  const standardError = unpooledError(control, treatment)
  return waldTest({ method: 'rates_unpooled_z', estimate, standardError }, settings)
}

function unpooledError(control: Rate, treatment: Rate): number {
  return Math.sqrt(rateEstimate(control).squaredError + rateEstimate(treatment).squaredError)
}
