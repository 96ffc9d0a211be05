import { checkFinite } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { DifferenceSettings } from '../means/welch.ts'
import { compareEstimates } from '../means/welch.ts'
import type { LiftSettings } from '../means/lift.ts'
import { testLift } from '../means/lift.ts'
import type { LiftParts } from '../means/lift-parts.ts'
import { leftOf } from '../moments/cancelled.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { TestResult } from '../tests/result.ts'
import type { CovariateMoments } from './covariate.ts'
import { checkCovariateMoments, mergeCovariateMoments } from './covariate.ts'

/** How much of the covariate is taken out. */
export interface CupedSettings {
  /** Default: the slope of the metric on the covariate, both variants as one sample. */
  readonly theta?: number
}

/** Both variants after the covariate was taken out. */
export interface CupedEstimates {
  readonly control: MeanEstimate
  readonly treatment: MeanEstimate
  /** 0 when the covariate is constant. */
  readonly theta: number
  /** Share of the variance that went, 1 at the most; below 0 where the covariate adds noise. */
  readonly varianceReduction: number
}

/**
 * Means adjusted by a covariate from before the start (CUPED): the same difference, with less
 * noise. For rates the metric is 0 or 1; for ratios see `cupedRatioEstimates`.
 *
 * @see Deng, Xu, Kohavi, Walker (2013), Improving the sensitivity of online controlled experiments, WSDM
 * @throws StatsError `invalid_input` for moments that cannot be, `insufficient_data` below two units
 */
export function cupedEstimates(
  control: CovariateMoments,
  treatment: CovariateMoments,
  settings: CupedSettings = {},
): CupedEstimates {
  checkCovariateMoments('control', control)
  checkCovariateMoments('treatment', treatment)
  checkRecord('settings', settings, 'theta')
  const pooled = mergeCovariateMoments([control, treatment])
  const { theta = slope(pooled.covariance, pooled.covariate.variance) } = settings
  checkFinite('theta', theta)
  const adjust = (moments: CovariateMoments): MeanEstimate => ({
    n: moments.n,
    mean: moments.mean - theta * (moments.covariate.mean - pooled.covariate.mean),
    squaredError: adjustedVariance(moments, theta) / moments.n,
  })
  const [adjustedControl, adjustedTreatment] = [adjust(control), adjust(treatment)]
  const before = control.variance / control.n + treatment.variance / treatment.n
  const after = adjustedControl.squaredError + adjustedTreatment.squaredError
  return {
    control: adjustedControl,
    treatment: adjustedTreatment,
    theta,
    varianceReduction: before === 0 ? 0 : 1 - after / before,
  }
}

/**
 * Compares two means adjusted by a covariate, with Welch's test on the adjusted moments.
 *
 * @see Deng, Xu, Kohavi, Walker (2013), Improving the sensitivity of online controlled experiments, WSDM
 * @throws StatsError as `cupedEstimates`, and `insufficient_data` where the covariate says all of the
 *   metric, or no value differs from another
 */
export function compareMeansCuped(
  control: CovariateMoments,
  treatment: CovariateMoments,
  settings: CupedSettings & DifferenceSettings = {},
): TestResult<'cuped'> & Pick<CupedEstimates, 'theta' | 'varianceReduction'> {
  const { theta, varianceReduction, ...adjusted } = cupedEstimates(control, treatment, settings)
  const result = compareEstimates(adjusted.control, adjusted.treatment, settings)
  return { ...result, method: 'cuped', theta, varianceReduction }
}

/**
 * Lift adjusted by a covariate: the adjusted difference over the unadjusted control mean,
 * with an error that follows from differentiating through both.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError `undefined_estimand` for a control mean of zero
 */
export function liftCuped(
  control: CovariateMoments,
  treatment: CovariateMoments,
  settings: CupedSettings & LiftSettings = {},
): TestResult<'lift_cuped'> & Pick<CupedEstimates, 'theta'> {
  const { theta } = cupedEstimates(control, treatment, settings)
  const parts = cupedLiftParts(control, treatment, settings)
  return { ...testLift('lift_cuped', parts, settings), theta }
}

/** The adjusted difference over the unadjusted control mean, which stands in both. */
export function cupedLiftParts(
  control: CovariateMoments,
  treatment: CovariateMoments,
  settings: CupedSettings = {},
): LiftParts {
  const adjusted = cupedEstimates(control, treatment, settings)
  const { theta } = adjusted
  const { df } = errorOfDifference(adjusted.control, adjusted.treatment)
  return {
    treated: control.mean + (adjusted.treatment.mean - adjusted.control.mean),
    base: control.mean,
    treatedError:
      adjusted.treatment.squaredError + (theta * theta * control.covariate.variance) / control.n,
    baseError: control.variance / control.n,
    commonError: (theta * control.covariance) / control.n,
    df,
  }
}

/** Covariance over variance; 0 for a constant, which says nothing. */
export function slope(covariance: number, variance: number): number {
  return variance === 0 ? 0 : covariance / variance
}

function adjustedVariance(moments: CovariateMoments, theta: number): number {
  const { n, variance, covariance, covariate } = moments
  return leftOf([variance, -2 * theta * covariance, theta * theta * covariate.variance], n)
}
