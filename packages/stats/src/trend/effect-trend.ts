import { StatsError } from '../errors.ts'
import { checkFinite } from '../input/check.ts'
import type { Effect } from '../pooling/effects.ts'
import { checkEffects } from '../pooling/effects.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'

/** The effect of one day, or of one week since units were first exposed. */
export interface TimedEffect extends Effect {
  /** In whatever unit the slope is wanted in, such as days. */
  readonly at: number
}

/** Whether an effect grows or fades. */
export interface EffectTrendResult extends TestResult<'effect_trend'> {
  /** What the line says of the time 0. */
  readonly intercept: number
}

/**
 * Tests whether an effect changes with time: a novelty that wears off, or a habit that has to
 * form. Weighted least squares with known variances; the estimate is the slope.
 *
 * Assumes that the effects are of different units, such as those first exposed on each day, and
 * that their errors are known, which those of fewer than some 10 units a variant are not: give
 * √(df / (df - 2)) of such an error, as `analyze` does.
 *
 * @param effects - three or more, at two or more times
 * @see Draper, Smith (1998), Applied Regression Analysis, 9.2
 * @throws StatsError `insufficient_data` below three effects, or when all are of one time
 */
export function effectTrend(
  effects: readonly TimedEffect[],
  settings: TestSettings = {},
): EffectTrendResult {
  checkEffects(effects, 3)
  let weights = 0
  let times = 0
  let values = 0
  for (const { at, estimate, standardError } of effects) {
    checkFinite('at', at)
    const weight = 1 / (standardError * standardError)
    weights += weight
    times += weight * at
    values += weight * estimate
  }
  const centre = times / weights
  const mean = values / weights
  let spread = 0
  let product = 0
  for (const { at, estimate, standardError } of effects) {
    const weight = 1 / (standardError * standardError)
    spread += weight * (at - centre) ** 2
    product += weight * (at - centre) * (estimate - mean)
  }
  if (spread === 0) {
    throw new StatsError('insufficient_data', 'All effects are of one time, so there is no trend.')
  }
  const slope = product / spread
  const result = waldTest(
    { method: 'effect_trend', estimate: slope, standardError: Math.sqrt(1 / spread) },
    settings,
  )
  return { ...result, intercept: mean - slope * centre }
}
