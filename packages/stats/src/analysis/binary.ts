import type { CovariateMoments } from '../covariates/covariate.ts'
import { mergeCovariateMoments } from '../covariates/covariate.ts'
import type { CupedEstimates } from '../covariates/cuped.ts'
import { cupedEstimates, cupedLiftParts } from '../covariates/cuped.ts'
import type { LiftParts } from '../means/lift-parts.ts'
import type { Moments } from '../moments/moments.ts'
import { steadySpread } from '../rates/effect.ts'
import type { Rate } from '../rates/rate.ts'

/**
 * The rate that a mean of zeros and ones is, told by its variance: no other values from 0 to 1
 * have as much. `undefined` for every other mean.
 */
export function rateOf({ n, mean, variance }: Moments): Rate | undefined {
  if (!(n > 1)) return undefined
  const successes = Math.round(n * mean)
  const isWhole = Math.abs(n * mean - successes) <= 1e-6 * Math.max(1, successes)
  // Below 0 for a mean outside of 0 to 1, and then no variance is as much.
  const most = (mean * (1 - mean) * n) / (n - 1)
  return isWhole && Math.abs(variance - most) <= 1e-6 * most ? { successes, n } : undefined
}

/**
 * Rates adjusted by a covariate. A variant in which little has happened seems to know its rate
 * better than it does, so it has the spread of both variants where that is larger; `own` has each
 * its own, for effects that are compared with one another.
 */
export function adjustedRates(
  control: CovariateMoments,
  treatment: CovariateMoments,
): {
  readonly estimates: CupedEstimates
  readonly parts: LiftParts
  readonly own: CupedEstimates
} {
  const { theta } = cupedEstimates(control, treatment)
  const both = mergeCovariateMoments([control, treatment])
  const [c, t] = [widened(control, both), widened(treatment, both)]
  return {
    estimates: cupedEstimates(c, t, { theta }),
    parts: cupedLiftParts(c, t, { theta }),
    own: cupedEstimates(steadied(control), steadied(treatment), { theta }),
  }
}

function steadied(own: CovariateMoments): CovariateMoments {
  const { n, mean } = own
  return { ...own, variance: (steadySpread({ successes: n * mean, n }) * n) / (n - 1) }
}

function widened(own: CovariateMoments, both: CovariateMoments): CovariateMoments {
  if (own.variance >= both.variance) return own
  const { variance, covariance } = both
  return {
    ...own,
    variance,
    covariance,
    covariate: { mean: own.covariate.mean, variance: both.covariate.variance },
  }
}
