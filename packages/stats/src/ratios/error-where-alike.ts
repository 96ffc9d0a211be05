import { steadyBeside } from '../means/small-variant.ts'
import { leftOf } from '../moments/cancelled.ts'
import type { Spread } from '../moments/estimate.ts'
import type { RatioMoments } from './ratio.ts'
import { ratioEstimate } from './ratio.ts'

/**
 * How much larger the squared error of two ratios' difference is where both have the ratio of all
 * units together, over the delta method's; 1 where it is no larger.
 *
 * Where a few units have most of the denominator, a variant that happens to have none of them has
 * a ratio of its own that it seems to know well. Held against what all units have in common, each
 * unit is off by its numerator less that ratio times its denominator, which is a plain mean, and
 * as careful as one where few values are large.
 *
 * @param ratio - the treatment's ratio over the control's where they are held for alike, above 0
 * @see Deng, Knoblich, Lu (2018), Applying the delta method in metric analytics, KDD, for the linearised ratio; Rao (1948) for an error under the null
 */
export function errorWhereAlike(
  control: RatioMoments,
  treatment: RatioMoments,
  ratio: number = 1,
): number {
  const scaled = scaledBy(treatment, 1 / ratio)
  const delta = steadyError(ratioEstimate(control), ratioEstimate(scaled))
  const sum = (of: 'numerator' | 'denominator'): number =>
    control.n * control[of].mean + treatment.n * scaled[of].mean
  const common = sum('numerator') / sum('denominator')
  const mean = sum('denominator') / (control.n + treatment.n)
  const toRatio = mean / control.denominator.mean / treatment.denominator.mean
  const off = steadyError(offBy(control, common), offBy(scaled, common))
  const alike = off * toRatio * toRatio
  const times = alike / delta
  return times > 1 && times < Infinity ? times : 1
}

/** Squared error of a difference of two that steady each other. */
function steadyError(control: Spread, treatment: Spread): number {
  return (
    steadyBeside(control, treatment).squaredError + steadyBeside(treatment, control).squaredError
  )
}

/** Numerators less a ratio times the denominators. */
function offBy({ n, numerator, denominator, covariance }: RatioMoments, ratio: number): Spread {
  const variance = leftOf(
    [numerator.variance, -2 * ratio * covariance, ratio * ratio * denominator.variance],
    n,
  )
  return { squaredError: variance / n, n }
}

function scaledBy(moments: RatioMoments, times: number): RatioMoments {
  const { mean, variance } = moments.numerator
  return {
    ...moments,
    numerator: { mean: mean * times, variance: variance * times * times },
    covariance: moments.covariance * times,
  }
}
