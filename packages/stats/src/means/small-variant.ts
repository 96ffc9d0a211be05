import type { LiftParts } from './lift-parts.ts'
import type { MeanEstimate, Spread } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'

/** Values that are less than so much of others' are held for so much: their spread tells of no others. */
const LEAST_RATIO = 0.5

/** Estimates of both variants. */
export interface EstimatePair {
  readonly control: MeanEstimate
  readonly treatment: MeanEstimate
}

/** Two estimates as they are compared. */
export interface SteadyPair extends EstimatePair {
  /** True when the smaller one was given spread that its own units do not show. */
  readonly isWidened: boolean
}

/**
 * Gives the smaller of two variants at least the spread of the larger one, a unit, as far as they
 * differ in size: all of it against far more units, none between variants of one size.
 *
 * Revenue for each person is 0 for most. A small variant in which one or nobody has bought seems to
 * know its mean exactly, and Welch's test finds harm in one experiment of four in which there is
 * none (1287 and 143 units, of whom 1 % buy for lognormal amounts: 27 %; with this 0.1 %). Nothing
 * has to be known of the values for it, neither how many are 0 nor that none is below, so that
 * what is added to every value changes nothing; no effect is no reason for variants to differ in
 * spread. From a few hundred units on of values that have a normal spread it hardly ever does
 * anything. Where a treatment does make values more alike, the test is more careful than it need be.
 *
 * Found where nothing differs, 1 % to 20 % having a lognormal amount, 60/40 to 99/1, at the fewest
 * units that `checkLopsided` lets pass and at three times as many: 0 % to 4.5 %, without it up to
 * 35 %; by confidence sequences at 30 looks from 200 treated units on 0 % to 2 %, without it up to
 * 43 %.
 *
 * @param ratio - the treatment's values over the control's, where the two are held against another
 *   one than 1, as they are at the margin of a guardrail: then they spread as unlike
 */
export function steadyPair({ control, treatment }: EstimatePair, ratio: number = 1): SteadyPair {
  const steady = {
    control: steadyBeside(control, treatment, 1 / Math.max(LEAST_RATIO, ratio)),
    treatment: steadyBeside(treatment, control, ratio),
  }
  return { ...steady, isWidened: steady.control !== control || steady.treatment !== treatment }
}

/**
 * An estimate with the spread that a larger sample of the same values shows; see `steadyPair`.
 *
 * @param times - how many times as large as those of the larger sample its values are held for
 */
export function steadyBeside<Of extends Spread>(small: Of, large: Spread, times: number = 1): Of {
  const ratio = small.n / large.n
  const least = ((1 - ratio) / ratio) * Math.max(1, times) ** 2 * large.squaredError
  return small.squaredError < least ? { ...small, squaredError: least } : small
}

/** The parts of a lift whose estimates were widened. */
export function steadyParts(parts: LiftParts, own: EstimatePair, steady: SteadyPair): LiftParts {
  if (!steady.isWidened) return parts
  const { df } = errorOfDifference(steady.control, steady.treatment)
  return {
    ...parts,
    treatedError: parts.treatedError + (steady.treatment.squaredError - own.treatment.squaredError),
    baseError: parts.baseError + (steady.control.squaredError - own.control.squaredError),
    df,
  }
}
