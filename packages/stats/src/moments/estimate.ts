import { StatsError } from '../errors.ts'
import { checkCount, checkFinite, checkNonNegative } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { Moments } from './moments.ts'
import { checkMoments } from './moments.ts'

/** How far the estimate of one variant may be off. */
export interface Spread {
  /** Square of the standard error. */
  readonly squaredError: number
  /** Units behind it, two or more. */
  readonly n: number
}

/** A mean, a rate or a ratio of one variant, with how far it may be off. */
export interface MeanEstimate extends Spread {
  readonly mean: number
}

/**
 * The mean of one variant as an estimate.
 *
 * @throws StatsError `insufficient_data` below two units, `invalid_input` for moments that cannot be
 */
export function meanEstimate(moments: Moments, name = 'moments'): MeanEstimate {
  checkMoments(name, moments)
  return { mean: moments.mean, squaredError: moments.variance / moments.n, n: moments.n }
}

/** Squared error and degrees of freedom of a difference. */
export interface ErrorOfDifference {
  readonly squaredError: number
  /** Satterthwaite's, from the absolute variances. */
  readonly df: number
}

/**
 * Squared standard error of a difference of two independent estimates.
 *
 * @see Satterthwaite (1946), An approximate distribution of estimates of variance components
 * @throws StatsError `insufficient_data` when neither estimate has an error
 */
export function errorOfDifference(
  control: MeanEstimate,
  treatment: MeanEstimate,
): ErrorOfDifference {
  checkEstimate('control', control)
  checkEstimate('treatment', treatment)
  const squaredError = control.squaredError + treatment.squaredError
  if (squaredError === 0) {
    throw new StatsError(
      'insufficient_data',
      'No value differs from another in either variant, or none but as its denominator or covariate does, so nothing tells how uncertain the means are. Wait for more data, or check the metric.',
    )
  }
  // Shares of the error, so that squares neither overflow nor vanish.
  const share = control.squaredError / squaredError
  const rest = treatment.squaredError / squaredError
  const df = 1 / ((share * share) / (control.n - 1) + (rest * rest) / (treatment.n - 1))
  return { squaredError, df }
}

/** Refuses an estimate that cannot be. */
export function checkEstimate(name: string, estimate: MeanEstimate): void {
  checkRecord(name, estimate, 'n, mean and squaredError')
  const { mean, squaredError, n } = estimate
  checkCount(`${name}.n`, n, 2)
  checkFinite(`${name}.mean`, mean)
  checkNonNegative(`${name}.squaredError`, squaredError)
}
