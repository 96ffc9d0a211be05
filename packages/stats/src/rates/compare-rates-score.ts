import { StatsError } from '../errors.ts'
import { checkFinite } from '../input/check.ts'
import type { Interval, TestResult, TestSettings } from '../tests/result.ts'
import { criticalValue, readSettings, tailOf } from '../tests/wald.ts'
import { refuseConstant } from './constant.ts'
import type { Rate } from './rate.ts'
import { checkRate } from './rate.ts'
import {
  scoreIntervalOfDifference,
  scoreIntervalOfLift,
  scoreOfDifference,
  scoreOfRatio,
} from './score.ts'

/** How rates are compared by their score. */
export interface ScoreSettings extends TestSettings {
  /** Difference, or lift, under the null; default 0. */
  readonly nullValue?: number
}

/** The score test says which error its `standardError` is: none that an interval is drawn from. */
export interface ScoreResult<Method extends string> extends TestResult<Method> {
  readonly errorMethod: 'pooled'
}

/**
 * Compares two rates by the score test: p is that of the pooled z, and the interval holds every
 * difference that the same test does not reject. It needs no success in either variant, only
 * some five that are expected in each; below, use `compareRatesExact`.
 *
 * `standardError` is the pooled one, which is right under the null alone: where there is an effect
 * and the variants are of unequal size it may be half of what it should be, or twice. So it is for
 * this test and no other: pool effects, compare them or draw an interval from
 * `compareRatesUnpooled`.
 *
 * @see Mee (1984), Confidence bounds for the difference between two probabilities, Biometrics 40; Miettinen, Nurminen (1985), Comparative analysis of two rates, Stat. Med. 4
 * @throws StatsError `insufficient_data` when all or none of the units did it
 */
export function compareRatesScore(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings = {},
): ScoreResult<'rates_score'> {
  const { alpha, side } = readSettings(settings)
  const { nullValue = 0 } = settings
  checkNull(nullValue, -1, 1)
  const { estimate, standardError } = scored(control, treatment)
  const statistic = scoreOfDifference(control, treatment, nullValue)
  const reach = criticalValue(alpha, side, undefined)
  return {
    method: 'rates_score',
    settings: { alpha, side, ...(nullValue !== 0 && { nullValue }) },
    estimate,
    standardError,
    errorMethod: 'pooled',
    statistic,
    ...tailOf(statistic, undefined, side),
    interval: oneSided(scoreIntervalOfDifference(control, treatment, reach), side),
  }
}

/**
 * Lift of a rate by the score test: p is that of the pooled z, as of the difference, and the
 * interval holds every lift that the same test does not reject. `standardError` is the pooled one
 * of the difference over the control's rate, which leaves out how uncertain that rate is.
 *
 * @see Koopman (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40
 * @throws StatsError `undefined_estimand` for a control without a success; else as
 *   `compareRatesScore`
 */
export function liftOfRates(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings = {},
): ScoreResult<'lift_rates_score'> {
  const { alpha, side } = readSettings(settings)
  const { nullValue = 0 } = settings
  checkNull(nullValue, -1, Infinity)
  const { estimate, standardError } = scored(control, treatment)
  const base = baseOf(control)
  const statistic = scoreOfRatio(control, treatment, 1 + nullValue)
  const reach = criticalValue(alpha, side, undefined)
  return {
    method: 'lift_rates_score',
    settings: { alpha, side, ...(nullValue !== 0 && { nullValue }) },
    estimate: estimate / base,
    standardError: standardError / base,
    errorMethod: 'pooled',
    statistic,
    ...tailOf(statistic, undefined, side),
    interval: oneSided(scoreIntervalOfLift(control, treatment, reach), side),
  }
}

/** The control's rate, which a lift is over. */
export function baseOf({ successes, n }: Rate): number {
  if (successes > 0) return successes / n
  throw new StatsError(
    'undefined_estimand',
    'The control has no success, so there is no lift over it. Read the difference instead.',
  )
}

/** Checked rates with their difference and its pooled error. */
export function scored(
  control: Rate,
  treatment: Rate,
): { readonly estimate: number; readonly standardError: number } {
  checkRate('control', control)
  checkRate('treatment', treatment)
  const total = control.successes + treatment.successes
  const all = control.n + treatment.n
  if (total === 0 || total === all) refuseConstant(control, treatment)
  return {
    estimate: treatment.successes / treatment.n - control.successes / control.n,
    standardError: Math.sqrt(
      (total / all) * ((all - total) / all) * (1 / control.n + 1 / treatment.n),
    ),
  }
}

/** Refuses a null that no two rates can have. */
export function checkNull(nullValue: number, low: number, high: number): void {
  checkFinite('nullValue', nullValue)
  if (nullValue > low && nullValue < high) return
  throw new StatsError(
    'invalid_input',
    `nullValue is ${nullValue}. Give a number above ${low}${high === Infinity ? '' : ` and below ${high}`}.`,
  )
}

function oneSided({ low, high }: Interval, side: 'two_sided' | 'greater' | 'less'): Interval {
  return {
    low: side === 'less' ? -Infinity : low,
    high: side === 'greater' ? Infinity : high,
  }
}
