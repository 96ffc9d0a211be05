import { StatsError } from '../errors.ts'
import type { Effect } from '../pooling/effects.ts'
import { answered } from './look.ts'
import type { Measured } from './measured.ts'
import { isRefusal } from './refusal.ts'

/** With fewer in a variant, what its values say of their own spread is next to nothing. */
const FEWEST_UNITS = 5

/**
 * A difference as one of several, with the error that it has where there is an effect: that of a
 * score test is the error under no effect, and compares effects with a wrong yardstick. Where
 * counts are few it is the width of the exact interval.
 *
 * What compares effects takes their errors for known. The error of a few units is not: squared
 * distances of t are larger than those of z by df / (df - 2) on average, and so are the squared
 * errors made. Of normal values that do not differ, 5 units a variant and segment, eight segments
 * and a hundred then seem to differ in 5 % by Cochran's Q, and with the plain errors in 15 % and
 * 59 %; of 5 a variant and day, a slope is found in 4 % over 28 days that are all looked at, and
 * in 12 % with the plain ones.
 *
 * @throws StatsError `insufficient_data` for a mean or ratio of fewer than 5 units in a variant
 */
export function effectOf(measured: Measured, alpha: number): Effect {
  if (measured.few !== undefined) return answered(measured, 'difference', alpha)
  return asKnown(measured, measured.effect)
}

/**
 * The same as a log ratio, for units that were watched for longer or shorter.
 *
 * @throws StatsError as `effectOf`, and where little is above 0
 */
export function relativeEffectOf(measured: Measured): Effect {
  const { relative } = measured
  if (isRefusal(relative)) throw new StatsError(relative.refused, relative.message)
  return asKnown(measured, relative)
}

function asKnown(
  { control, treatment }: Measured,
  { estimate, standardError, df }: Measured['effect'],
): Effect {
  if (df === undefined) return { estimate, standardError }
  if (Math.min(control.n, treatment.n) < FEWEST_UNITS) {
    throw new StatsError(
      'insufficient_data',
      `${control.n} and ${treatment.n} units are too few to say how far their difference may be off. From ${FEWEST_UNITS} in each variant on it is compared with others.`,
    )
  }
  return { estimate, standardError: standardError * Math.sqrt(df / (df - 2)) }
}
