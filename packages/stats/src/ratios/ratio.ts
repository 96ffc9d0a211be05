import { StatsError } from '../errors.ts'
import { checkCount } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import { leftOf } from '../moments/cancelled.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import type { JointMoments, Spread } from '../moments/spread.ts'
import {
  checkCovariance,
  checkSpread,
  jointMomentsOf,
  mergeJointMoments,
} from '../moments/spread.ts'

/** A ratio of two means, such as revenue a session, where the unit is a person. */
export interface RatioMoments {
  /** Units, two or more. */
  readonly n: number
  readonly numerator: Spread
  readonly denominator: Spread
  /** Of numerator and denominator, with n - 1 in the denominator. */
  readonly covariance: number
}

/**
 * Moments of a ratio from raw values, one of each for every unit.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `insufficient_data` below two units, `invalid_input` for columns of unlike
 *   lengths and values that are not finite
 */
export function ratioMomentsOf(
  numerator: readonly number[] | Float64Array,
  denominator: readonly number[] | Float64Array,
): RatioMoments {
  return fromJoint(jointMomentsOf([numerator, denominator]))
}

/**
 * Moments of a ratio over all parts, whatever their order.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `invalid_input` for a part that cannot be, `insufficient_data` below two units
 */
export function mergeRatioMoments(parts: readonly RatioMoments[]): RatioMoments {
  checkList('parts', parts, 'moments')
  return fromJoint(mergeJointMoments(parts.map(toJoint)))
}

/**
 * The ratio of two means with its error by the delta method: (vM - 2 R cov + R² vD) / D² / n.
 *
 * Units are independent; what is counted inside of a unit need not be. Where every unit has the
 * same ratio, but for rounding, the error is 0.
 *
 * Assumes that no few units have most of the denominator: of what nobody in the sample shows, the
 * error knows nothing. Where one unit in a hundred has a third or more of it and another ratio than
 * the rest, two ratios that do not differ seem to in 22 % at 100 units a variant, and in 12 % at 300,
 * by `compareEstimates`. `analyze` takes the error that they have where both ratios are that of all
 * units together when it is the larger one, and stays at 1 % to 6 %.
 *
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD
 * @throws StatsError `undefined_estimand` when the denominator's mean is zero
 */
export function ratioEstimate(moments: RatioMoments, name = 'moments'): MeanEstimate {
  checkRecord(name, moments, 'n, numerator, denominator and covariance')
  const { n, numerator, denominator, covariance } = moments
  checkCount(`${name}.n`, n, 2)
  checkSpread(`${name}.numerator`, numerator)
  checkSpread(`${name}.denominator`, denominator)
  checkCovariance(`${name}.covariance`, covariance, numerator, denominator)
  if (denominator.mean === 0) {
    throw new StatsError(
      'undefined_estimand',
      `${name}.denominator.mean is 0, so there is no ratio.`,
    )
  }
  const mean = numerator.mean / denominator.mean
  const variance = leftOf(
    [numerator.variance, -2 * mean * covariance, mean * mean * denominator.variance],
    n,
  )
  const squaredError = variance / (denominator.mean * denominator.mean) / n
  if (!Number.isFinite(mean) || !Number.isFinite(squaredError)) {
    throw new StatsError(
      'invalid_input',
      `${name} has a ratio of ${numerator.mean} over ${denominator.mean}, more than a double can hold. Give the metric in another unit.`,
    )
  }
  return { mean, squaredError, n }
}

function toJoint(moments: RatioMoments, index: number): JointMoments {
  const name = `parts[${index}]`
  checkRecord(name, moments, 'n, numerator, denominator and covariance')
  const { n, numerator, denominator, covariance } = moments
  checkRecord(`${name}.numerator`, numerator, 'mean and variance')
  checkRecord(`${name}.denominator`, denominator, 'mean and variance')
  return {
    n,
    means: [numerator.mean, denominator.mean],
    covariances: [
      [numerator.variance, covariance],
      [covariance, denominator.variance],
    ],
  }
}

function fromJoint({ n, means, covariances }: JointMoments): RatioMoments {
  const spread = (index: number): Spread => ({
    mean: means[index] as number,
    variance: covariances[index]?.[index] as number,
  })
  return {
    n,
    numerator: spread(0),
    denominator: spread(1),
    covariance: covariances[0]?.[1] as number,
  }
}
