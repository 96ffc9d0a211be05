import { StatsError } from '../errors.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { Interval, TestResult, TestSettings } from '../tests/result.ts'
import { criticalValue, readSettings, standardise, tailOf, waldTest } from '../tests/wald.ts'

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
 * nearer, the interval covers too little and `liftByFieller` keeps its level.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError `undefined_estimand` for a control mean of zero; else as `compareMeans`
 */
export function lift(
  control: MeanEstimate,
  treatment: MeanEstimate,
  settings: LiftSettings = {},
): TestResult<'lift_delta'> {
  const { df } = errorOfDifference(control, treatment)
  const { nullValue = 0 } = settings
  const estimate = liftOf(control.mean, treatment.mean)
  const ratio = treatment.mean / control.mean
  const standardError =
    Math.sqrt(treatment.squaredError + ratio * ratio * control.squaredError) /
    Math.abs(control.mean)
  return waldTest(
    {
      method: 'lift_delta',
      estimate,
      standardError,
      df: settings.df === 'normal' ? undefined : df,
      nullValue,
    },
    settings,
  )
}

/** (treatment - control) / |control|. */
export function liftOf(control: number, treatment: number): number {
  if (control === 0) {
    throw new StatsError(
      'undefined_estimand',
      'The control mean is 0, so there is no lift over it. Read the difference instead.',
    )
  }
  return (treatment - control) / Math.abs(control)
}

/** A lift by Fieller's theorem; its set of plausible lifts need not be an interval. */
export interface FiellerResult extends TestResult<'lift_fieller'> {
  /** False when the control mean could be zero; the set is then the whole line, but for `gap`. */
  readonly bounded: boolean
  /** Lifts that the data contradicts although the set is unbounded. */
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
  const estimate = liftOf(control.mean, treatment.mean)
  const size = Math.abs(control.mean)
  const ratio = treatment.mean / control.mean
  const ofControl = control.squaredError / (size * size)
  const ofTreatment = treatment.squaredError / (size * size)
  const z = criticalValue(alpha, side, undefined)
  const g = z * z * ofControl
  const statistic = standardise(treatment.mean - control.mean, Math.sqrt(squaredError))
  const ofRatio = ofTreatment + ratio * ratio * ofControl
  const standardError = Math.sqrt(ofRatio)
  // Refuses a ratio and an error that overflow, too.
  standardise(ratio, standardError)
  const inner = ofRatio - g * ofTreatment
  const result = {
    method: 'lift_fieller' as const,
    settings: { alpha, side },
    estimate,
    standardError,
    statistic,
    ...tailOf(statistic, undefined, side),
  }
  if (g >= 1 && inner <= 0) return { ...result, bounded: false, interval: everywhere }
  const reach = (z * Math.sqrt(inner)) / (1 - g)
  const ends = [ratio / (1 - g) - reach, ratio / (1 - g) + reach].map(
    (end) => (end - 1) * Math.sign(control.mean),
  )
  const between = { low: Math.min(...ends), high: Math.max(...ends) }
  if (g >= 1) return { ...result, bounded: false, interval: everywhere, gap: between }
  return {
    ...result,
    bounded: true,
    interval: {
      low: side === 'less' ? -Infinity : between.low,
      high: side === 'greater' ? Infinity : between.high,
    },
  }
}

const everywhere: Interval = { low: -Infinity, high: Infinity }
