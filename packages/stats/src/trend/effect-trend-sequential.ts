import { StatsError } from '../errors.ts'
import { checkCount, checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { Interval, TestResult } from '../tests/result.ts'
import type { TimedEffect } from './effect-trend.ts'
import { effectTrend } from './effect-trend.ts'

/** How a trend is read that may be looked at every day. */
export interface SequentialTrendSettings {
  readonly alpha?: number
  /** Effects, evenly spread, after which the test is sharpest, fixed before the start; default 14. */
  readonly tunedFor?: number
}

/**
 * Tests whether an effect changes with time, at every look: the slope of `effectTrend`, by a
 * mixture likelihood ratio that does not depend on the level of the effect. The plain test, asked
 * every day for four weeks, finds a trend in a third of all effects that have none.
 *
 * The mixture's variance follows from the error of the first effect and the first step in time,
 * so it is fixed before any slope is seen. Errors are taken for known, as by `effectTrend`.
 *
 * @param effects - rising in time, three or more
 * @see Johari, Koomen, Pekelis, Walsh (2022), Always valid inference: continuous monitoring of A/B tests, Oper. Res. 70; Lai (1976), On confidence sequences, Ann. Stat. 4, for the level that drops out
 * @throws StatsError as `effectTrend`, and `invalid_input` for effects that do not rise in time
 */
export function effectTrendSequential(
  effects: readonly TimedEffect[],
  settings: SequentialTrendSettings = {},
): TestResult<'effect_trend_msprt'> {
  checkRecord('settings', settings, 'alpha and tunedFor')
  const { alpha = 0.05, tunedFor = 14 } = settings
  checkCount('tunedFor', tunedFor, 3)
  const { estimate, standardError, statistic } = effectTrend(effects, { alpha })
  const mixing = mixingVariance(effects, alpha, tunedFor)
  const variance = standardError * standardError
  const sum = variance + mixing
  const logPenalty = 0.5 * Math.log1p(mixing / variance)
  const logRatio = (mixing / (2 * sum)) * statistic * statistic - logPenalty
  const reach = standardError * Math.sqrt(((2 * sum) / mixing) * (logPenalty - Math.log(alpha)))
  const interval: Interval = { low: estimate - reach, high: estimate + reach }
  const logP = Math.min(0, -logRatio)
  return {
    method: 'effect_trend_msprt',
    settings: { alpha, tunedFor, mixingVariance: mixing },
    estimate,
    standardError,
    statistic,
    p: Math.exp(logP),
    logP,
    interval,
  }
}

/** The variance of slopes for which the test is sharpest after so many effects like the first. */
function mixingVariance(effects: readonly TimedEffect[], alpha: number, tunedFor: number): number {
  let step: number | undefined
  for (const [index, { at }] of effects.entries()) {
    const before = effects[index - 1]?.at ?? at
    if (at < before) {
      throw new StatsError(
        'invalid_input',
        `effects[${index}].at is ${at}, after ${before}. Give effects that rise in time.`,
      )
    }
    if (at > before) step ??= at - before
  }
  const { standardError = 1 } = effects[0] ?? {}
  // Variance of the slope through n even steps: 12 v / (step² n (n² - 1)).
  const there = (12 * standardError ** 2) / ((step ?? 1) ** 2 * tunedFor * (tunedFor ** 2 - 1))
  const log = Math.log(alpha)
  const mixing = there * (-2 * log + Math.log(1 - 2 * log))
  checkPositive('the mixing variance that the first effect and the first step ask for', mixing)
  return mixing
}
