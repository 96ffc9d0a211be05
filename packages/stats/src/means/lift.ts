import { checkRecord } from '../input/form.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { Interval, TestResult, TestSettings } from '../tests/result.ts'
import { criticalValue, readSettings, standardise, tailOf, waldTest } from '../tests/wald.ts'
import type { LiftParts } from './lift-parts.ts'
import { deltaError, fiellerSet, liftOf, partsOf } from './lift-parts.ts'

/** How a lift by the delta method is read. */
export interface LiftSettings extends TestSettings {
  /** Which distribution: Student's t with Welch's df, or the normal one. Default `welch`. */
  readonly df?: 'welch' | 'normal'
  /** Lift under the null; default 0. */
  readonly nullValue?: number
}

/**
 * Lift (treatment - control) / |control| by the delta method. Its sign is that of the
 * difference, for a negative control mean too.
 *
 * Assumes that the control mean is well away from zero, by ten of its standard errors or so;
 * nearer, the interval covers too little and `liftByFieller` keeps its level. One-sided it is off
 * sooner: with a control error of 5 % of its mean by a fifth of alpha.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError `undefined_estimand` for a control mean of zero; else as `compareMeans`
 */
export function lift(
  control: MeanEstimate,
  treatment: MeanEstimate,
  settings: LiftSettings = {},
): TestResult<'lift_delta'> {
  return testLift('lift_delta', partsOf(control, treatment), settings)
}

/** Tests a lift by the delta method, whatever its parts were measured with. */
export function testLift<Method extends string>(
  method: Method,
  parts: LiftParts,
  settings: LiftSettings,
): TestResult<Method> {
  checkRecord('settings', settings, 'alpha, side, df and nullValue')
  const { nullValue = 0 } = settings
  return waldTest(
    {
      method,
      estimate: liftOf(parts),
      standardError: deltaError(parts),
      df: settings.df === 'normal' ? undefined : parts.df,
      nullValue,
    },
    settings,
  )
}

/** A lift by Fieller's theorem; its set of plausible lifts need not be an interval. */
export interface FiellerResult extends TestResult<'lift_fieller'> {
  /**
   * False when the control mean could be zero; the set is then the whole line, but for `gap`, and
   * `interval` excludes nothing, however small p is.
   */
  readonly bounded: boolean
  /** Lifts that the data contradicts although the set is unbounded: it holds 0 exactly when p ≤ alpha. */
  readonly gap?: Interval
}

/**
 * Lift by Fieller's theorem, which keeps its level however noisy the control is.
 *
 * `standardError` is that of the delta method; `statistic`, p and the interval come from the
 * standardised difference, by the normal distribution.
 *
 * @see Fieller (1954), Some problems in interval estimation, J. R. Stat. Soc. B 16
 * @throws StatsError as `lift`
 */
export function liftByFieller(
  control: MeanEstimate,
  treatment: MeanEstimate,
  settings: TestSettings = {},
): FiellerResult {
  const { alpha, side } = readSettings(settings)
  const { squaredError } = errorOfDifference(control, treatment)
  const parts = partsOf(control, treatment)
  const estimate = liftOf(parts)
  const statistic = standardise(treatment.mean - control.mean, Math.sqrt(squaredError))
  const standardError = deltaError(parts)
  // Refuses a lift and an error that overflow, too.
  standardise(estimate, standardError)
  return {
    method: 'lift_fieller',
    settings: { alpha, side },
    estimate,
    standardError,
    statistic,
    ...tailOf(statistic, undefined, side),
    ...fiellerSet(parts, criticalValue(alpha, side, undefined), side),
  }
}
