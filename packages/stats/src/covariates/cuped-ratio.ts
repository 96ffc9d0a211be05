import { checkFinite } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import type { LiftSettings } from '../means/lift.ts'
import { testLift } from '../means/lift.ts'
import type { LiftParts } from '../means/lift-parts.ts'
import type { DifferenceSettings } from '../means/welch.ts'
import { compareEstimates } from '../means/welch.ts'
import { leftOf } from '../moments/cancelled.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { JointMoments, Spread } from '../moments/spread.ts'
import {
  checkCovariance,
  checkSpread,
  jointMomentsOf,
  mergeJointMoments,
} from '../moments/spread.ts'
import type { RatioMoments } from '../ratios/ratio.ts'
import { ratioEstimate } from '../ratios/ratio.ts'
import type { TestResult } from '../tests/result.ts'
import type { CupedSettings } from './cuped.ts'
import { slope } from './cuped.ts'

/** A ratio together with what was known of the same units before the start. */
export interface RatioCovariateMoments extends RatioMoments {
  readonly covariate: Spread
  readonly numeratorCovariance: number
  readonly denominatorCovariance: number
}

/**
 * Moments from raw values: numerator, denominator and covariate of every unit.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `insufficient_data` below two units, `invalid_input` for columns of unlike
 *   lengths and values that are not finite
 */
export function ratioCovariateMomentsOf(
  numerator: readonly number[] | Float64Array,
  denominator: readonly number[] | Float64Array,
  covariate: readonly number[] | Float64Array,
): RatioCovariateMoments {
  return fromJoint(jointMomentsOf([numerator, denominator, covariate]))
}

/**
 * Moments of all parts together, whatever their order.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `invalid_input` for a part that cannot be, `insufficient_data` below two units
 */
export function mergeRatioCovariateMoments(
  parts: readonly RatioCovariateMoments[],
): RatioCovariateMoments {
  checkList('parts', parts, 'moments')
  return fromJoint(mergeJointMoments(parts.map(toJoint)))
}

function fromJoint({ n, means, covariances }: JointMoments): RatioCovariateMoments {
  const spread = (index: number): Spread => ({
    mean: means[index] as number,
    variance: covariances[index]?.[index] as number,
  })
  return {
    n,
    numerator: spread(0),
    denominator: spread(1),
    covariate: spread(2),
    covariance: covariances[0]?.[1] as number,
    numeratorCovariance: covariances[0]?.[2] as number,
    denominatorCovariance: covariances[1]?.[2] as number,
  }
}

/**
 * Ratios adjusted by a covariate: CUPED on the linearised ratio (M - R D) / D. They have the
 * covariate's centre in common, so compare them by their difference; for a lift see
 * `liftRatiosCuped`.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError as `ratioEstimate`
 */
export function cupedRatioEstimates(
  control: RatioCovariateMoments,
  treatment: RatioCovariateMoments,
  settings: CupedSettings = {},
): { readonly control: MeanEstimate; readonly treatment: MeanEstimate; readonly theta: number } {
  checkRatioCovariate('control', control)
  checkRatioCovariate('treatment', treatment)
  checkRecord('settings', settings, 'theta')
  const pooled = mergeJointMoments([control, treatment].map(toJoint))
  const [m, d, x] = pooled.means as [number, number, number]
  const covariances = pooled.covariances
  const pooledCovariance =
    ((covariances[0]?.[2] as number) - (m / d) * (covariances[1]?.[2] as number)) / d
  const { theta = slope(pooledCovariance, covariances[2]?.[2] as number) } = settings
  checkFinite('theta', theta)
  const adjust = (moments: RatioCovariateMoments): MeanEstimate => {
    const { n, mean } = ratioEstimate(moments)
    return {
      n,
      mean: mean - theta * (moments.covariate.mean - x),
      squaredError: adjustedVariance(moments, mean, theta) / n,
    }
  }
  return { control: adjust(control), treatment: adjust(treatment), theta }
}

/**
 * Compares two ratios adjusted by a covariate, with Welch's test on the linearised ratios.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError as `cupedRatioEstimates`
 */
export function compareRatiosCuped(
  control: RatioCovariateMoments,
  treatment: RatioCovariateMoments,
  settings: CupedSettings & DifferenceSettings = {},
): TestResult<'cuped_ratio'> & { readonly theta: number } {
  const { theta, ...adjusted } = cupedRatioEstimates(control, treatment, settings)
  const result = compareEstimates(adjusted.control, adjusted.treatment, settings)
  return { ...result, method: 'cuped_ratio', theta }
}

/**
 * Lift of a ratio adjusted by a covariate: the adjusted difference over the unadjusted ratio of
 * the control, with an error that follows from differentiating through both.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError `undefined_estimand` for a control's ratio of zero
 */
export function liftRatiosCuped(
  control: RatioCovariateMoments,
  treatment: RatioCovariateMoments,
  settings: CupedSettings & LiftSettings = {},
): TestResult<'lift_cuped_ratio'> & { readonly theta: number } {
  const { theta } = cupedRatioEstimates(control, treatment, settings)
  const parts = cupedRatioLiftParts(control, treatment, settings)
  return { ...testLift('lift_cuped_ratio', parts, settings), theta }
}

/** The adjusted difference over the unadjusted ratio of the control, which stands in both. */
export function cupedRatioLiftParts(
  control: RatioCovariateMoments,
  treatment: RatioCovariateMoments,
  settings: CupedSettings = {},
): LiftParts {
  const adjusted = cupedRatioEstimates(control, treatment, settings)
  const { theta } = adjusted
  const { mean, squaredError } = ratioEstimate(control)
  const { df } = errorOfDifference(adjusted.control, adjusted.treatment)
  return {
    treated: mean + (adjusted.treatment.mean - adjusted.control.mean),
    base: mean,
    treatedError:
      adjusted.treatment.squaredError + (theta * theta * control.covariate.variance) / control.n,
    baseError: squaredError,
    commonError: (theta * linearCovariance(control, mean)) / control.n,
    df,
  }
}

/** Variance of the linearised ratio without what the covariate explains. */
function adjustedVariance(moments: RatioCovariateMoments, ratio: number, theta: number): number {
  const { n, numerator, denominator, covariance, covariate } = moments
  const { numeratorCovariance, denominatorCovariance } = moments
  const { mean } = denominator
  const terms = [
    numerator.variance / mean / mean,
    (-2 * ratio * covariance) / mean / mean,
    (ratio * ratio * denominator.variance) / mean / mean,
    theta * theta * covariate.variance,
    (-2 * theta * numeratorCovariance) / mean,
    (2 * theta * ratio * denominatorCovariance) / mean,
  ]
  return leftOf(terms, n)
}

/** Covariance of the linearised ratio and the covariate. */
function linearCovariance(moments: RatioCovariateMoments, ratio: number): number {
  return (
    (moments.numeratorCovariance - ratio * moments.denominatorCovariance) / moments.denominator.mean
  )
}

function checkRatioCovariate(name: string, moments: RatioCovariateMoments): void {
  ratioEstimate(moments, name)
  const { numerator, denominator, covariate } = moments
  checkSpread(`${name}.covariate`, covariate)
  checkCovariance(`${name}.numeratorCovariance`, moments.numeratorCovariance, numerator, covariate)
  checkCovariance(
    `${name}.denominatorCovariance`,
    moments.denominatorCovariance,
    denominator,
    covariate,
  )
}

function toJoint(moments: RatioCovariateMoments, index: number): JointMoments {
  const name = `parts[${index}]`
  checkRecord(name, moments, 'n, numerator, denominator, covariate and their covariances')
  const { n, numerator, denominator, covariate } = moments
  checkRecord(`${name}.numerator`, numerator, 'mean and variance')
  checkRecord(`${name}.denominator`, denominator, 'mean and variance')
  checkRecord(`${name}.covariate`, covariate, 'mean and variance')
  return {
    n,
    means: [numerator.mean, denominator.mean, covariate.mean],
    covariances: [
      [numerator.variance, moments.covariance, moments.numeratorCovariance],
      [moments.covariance, denominator.variance, moments.denominatorCovariance],
      [moments.numeratorCovariance, moments.denominatorCovariance, covariate.variance],
    ],
  }
}
