import { StatsError } from '../errors.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { readSettings, tailOf, waldInterval, waldTest } from '../tests/wald.ts'
import type { Rate } from './rate.ts'
import { checkRate, rateEstimate } from './rate.ts'

/** The pooled test says where its interval comes from: it has none of its own. */
export interface PooledRatesResult extends TestResult<'rates_pooled_z'> {
  readonly intervalMethod: 'wald_unpooled'
}

/**
 * Compares two rates with the pooled z-test, the classical chi-square of a 2 × 2 table without
 * correction. Its interval is the unpooled Wald one, so p and interval may disagree by a hair
 * at the border; `compareRatesUnpooled` has both from one error.
 *
 * Assumes some ten successes and ten failures in each variant; below, use `fisherExact`.
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
  const { estimate, standardError } = unpooled(control, treatment)
  const pooled = (control.successes + treatment.successes) / (control.n + treatment.n)
  const nullError = Math.sqrt(pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n))
  const statistic = estimate / nullError
  return {
    method: 'rates_pooled_z',
    intervalMethod: 'wald_unpooled',
    settings: { alpha, side },
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
 * @throws StatsError as `compareRates`, and when each variant has all or none
 */
export function compareRatesUnpooled(
  control: Rate,
  treatment: Rate,
  settings: TestSettings = {},
): TestResult<'rates_unpooled_z'> {
  const { estimate, standardError } = unpooled(control, treatment)
  if (standardError === 0) refuseConstant(control, treatment)
  return waldTest({ method: 'rates_unpooled_z', estimate, standardError }, settings)
}

function unpooled(
  control: Rate,
  treatment: Rate,
): { readonly estimate: number; readonly standardError: number } {
  checkRate('control', control)
  checkRate('treatment', treatment)
  const total = control.successes + treatment.successes
  if (total === 0 || total === control.n + treatment.n) refuseConstant(control, treatment)
  return {
    estimate: treatment.successes / treatment.n - control.successes / control.n,
    standardError: Math.sqrt(
      rateEstimate(control).squaredError + rateEstimate(treatment).squaredError,
    ),
  }
}

function refuseConstant(control: Rate, treatment: Rate): never {
  throw new StatsError(
    'insufficient_data',
    `${control.successes} of ${control.n} and ${treatment.successes} of ${treatment.n}: rates of 0 or 1 alone have no standard error. Use newcombeInterval or fisherExact, or wait for more data.`,
  )
}
