import { checkList, checkRecord } from '../input/form.ts'
import { checkMoments } from '../moments/moments.ts'
import type { Moments } from '../moments/moments.ts'
import type { JointMoments, Spread } from '../moments/spread.ts'
import {
  checkCovariance,
  checkSpread,
  jointMomentsOf,
  mergeJointMoments,
} from '../moments/spread.ts'

/** A metric together with what was known of the same units before the start. */
export interface CovariateMoments extends Moments {
  /** The value from before the start, which the variant cannot have changed. */
  readonly covariate: Spread
  /** Of metric and covariate, with n - 1 in the denominator. */
  readonly covariance: number
}

/**
 * Moments of a metric and its covariate from raw values, one of each for every unit.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `insufficient_data` below two units, `invalid_input` for columns of unlike
 *   lengths and values that are not finite
 */
export function covariateMomentsOf(
  values: readonly number[] | Float64Array,
  covariate: readonly number[] | Float64Array,
): CovariateMoments {
  return fromJoint(jointMomentsOf([values, covariate]))
}

/**
 * Moments of all parts together, whatever their order.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for computing the sample variance, Am. Stat. 37
 * @throws StatsError `invalid_input` for a part that cannot be, `insufficient_data` below two units
 */
export function mergeCovariateMoments(parts: readonly CovariateMoments[]): CovariateMoments {
  checkList('parts', parts, 'moments')
  return fromJoint(mergeJointMoments(parts.map(toJoint)))
}

/** Refuses moments that cannot be. */
export function checkCovariateMoments(name: string, moments: CovariateMoments): void {
  checkMoments(name, moments)
  checkSpread(`${name}.covariate`, moments.covariate)
  checkCovariance(`${name}.covariance`, moments.covariance, moments, moments.covariate)
}

function toJoint(moments: CovariateMoments, index: number): JointMoments {
  const name = `parts[${index}]`
  checkRecord(name, moments, 'n, mean, variance, covariate and covariance')
  const { n, mean, variance, covariate, covariance } = moments
  checkRecord(`${name}.covariate`, covariate, 'mean and variance')
  return {
    n,
    means: [mean, covariate.mean],
    covariances: [
      [variance, covariance],
      [covariance, covariate.variance],
    ],
  }
}

function fromJoint({ n, means, covariances }: JointMoments): CovariateMoments {
  return {
    n,
    mean: means[0] as number,
    variance: covariances[0]?.[0] as number,
    covariate: { mean: means[1] as number, variance: covariances[1]?.[1] as number },
    covariance: covariances[0]?.[1] as number,
  }
}
