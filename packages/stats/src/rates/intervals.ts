import { betaQuantile } from '../distributions/beta-quantile.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { checkOpenShare } from '../input/check.ts'
import type { Interval } from '../tests/result.ts'
import type { Rate } from './rate.ts'
import { checkRate } from './rate.ts'

/** An interval for one rate, or for a difference of two. */
export interface RateInterval<Method extends string> {
  readonly method: Method
  readonly settings: { readonly alpha: number }
  readonly estimate: number
  readonly interval: Interval
}

/**
 * Wilson's score interval for one rate; good from a handful of units on, and for 0 and n successes.
 *
 * @see Wilson (1927), Probable inference, J. Am. Stat. Assoc. 22
 * @throws StatsError `invalid_input` for a rate that cannot be or an alpha outside of (0, 1),
 *   `insufficient_data` for no units
 */
export function wilsonInterval(rate: Rate, alpha = 0.05): RateInterval<'wilson'> {
  checkRate('rate', rate)
  checkOpenShare('alpha', alpha)
  const { successes, n } = rate
  const z = normalUpperQuantile(alpha / 2)
  const square = z * z
  const failures = n - successes
  const reach = z * Math.sqrt(square / 4 + successes * (failures / n))
  const middle = successes + square / 2
  return {
    method: 'wilson',
    settings: { alpha },
    estimate: successes / n,
    interval: {
      low: successes === 0 ? 0 : (middle - reach) / (n + square),
      high: failures === 0 ? 1 : Math.min(1, (middle + reach) / (n + square)),
    },
  }
}

/**
 * Clopper and Pearson's exact interval for one rate: it never covers less than 1 - alpha.
 *
 * @see Clopper, Pearson (1934), The use of confidence or fiducial limits, Biometrika 26
 * @throws StatsError `invalid_input` for a rate that cannot be or an alpha outside of (0, 1),
 *   `insufficient_data` for no units
 */
export function clopperPearsonInterval(rate: Rate, alpha = 0.05): RateInterval<'clopper_pearson'> {
  checkRate('rate', rate)
  checkOpenShare('alpha', alpha)
  return {
    method: 'clopper_pearson',
    settings: { alpha },
    estimate: rate.successes / rate.n,
    interval: clopperPearsonBounds(rate, alpha / 2),
  }
}

/** The bounds of a rate that each leave out one tail. */
export function clopperPearsonBounds({ successes, n }: Rate, tail: number): Interval {
  const failures = n - successes
  return {
    low: successes === 0 ? 0 : betaQuantile('lower', tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile('upper', tail, successes + 1, failures),
  }
}

/**
 * Newcombe's interval for a difference of rates, his method 10: from two Wilson intervals.
 * Valid for rates of 0 and 1 as well, where the z-test has no error to work with.
 *
 * @see Newcombe (1998), Interval estimation for the difference between independent proportions, Stat. Med. 17
 * @throws StatsError `invalid_input` for a rate that cannot be or an alpha outside of (0, 1),
 *   `insufficient_data` for no units
 */
export function newcombeInterval(
  control: Rate,
  treatment: Rate,
  alpha = 0.05,
): RateInterval<'newcombe_10'> {
  const ofControl = wilsonInterval(control, alpha)
  const ofTreatment = wilsonInterval(treatment, alpha)
  const estimate = ofTreatment.estimate - ofControl.estimate
  return {
    method: 'newcombe_10',
    settings: { alpha },
    estimate,
    interval: {
      low:
        estimate -
        Math.hypot(
          ofTreatment.estimate - ofTreatment.interval.low,
          ofControl.interval.high - ofControl.estimate,
        ),
      high:
        estimate +
        Math.hypot(
          ofTreatment.interval.high - ofTreatment.estimate,
          ofControl.estimate - ofControl.interval.low,
        ),
    },
  }
}
