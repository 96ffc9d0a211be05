import { StatsError } from '../errors.ts'
import { checkFinite } from '../input/check.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { Interval, Side } from '../tests/result.ts'
import { standardise } from '../tests/wald.ts'

/** What a lift is made of: a treated mean over the control's, which may have been measured together. */
export interface LiftParts {
  readonly treated: number
  readonly base: number
  /** Squared errors of both, and what they have in common. */
  readonly treatedError: number
  readonly baseError: number
  readonly commonError: number
  /** Degrees of freedom of the difference. */
  readonly df: number
}

/** Parts of two estimates that have nothing in common. */
export function partsOf(control: MeanEstimate, treatment: MeanEstimate): LiftParts {
  const { df } = errorOfDifference(control, treatment)
  return {
    treated: treatment.mean,
    base: control.mean,
    treatedError: treatment.squaredError,
    baseError: control.squaredError,
    commonError: 0,
    df,
  }
}

/** (treatment - control) / |control|. */
export function liftOf({ treated, base }: Pick<LiftParts, 'treated' | 'base'>): number {
  if (base === 0) {
    throw new StatsError(
      'undefined_estimand',
      'The control mean is 0, so there is no lift over it. Read the difference instead.',
    )
  }
  return (treated - base) / Math.abs(base)
}

/** Standard error of a lift by the delta method. */
export function deltaError(parts: LiftParts): number {
  return Math.sqrt(squaredErrorAt(parts, parts.treated / parts.base)) / Math.abs(parts.base)
}

/**
 * A lift against another, as Fieller standardises it: by the error of treated - (1 + lift) base,
 * which is as normal as the means are.
 */
export function fiellerStatistic(parts: LiftParts, nullValue: number): number {
  const { treated, base } = parts
  const ratio = 1 + nullValue * Math.sign(base)
  return standardise(treated - ratio * base, Math.sqrt(squaredErrorAt(parts, ratio)))
}

/** Squared error of treated - ratio × base. */
function squaredErrorAt(
  { treatedError, baseError, commonError }: LiftParts,
  ratio: number,
): number {
  return Math.max(0, treatedError - 2 * ratio * commonError + ratio * ratio * baseError)
}

/** Lifts that data does not contradict; they need not be an interval. */
export interface FiellerSet {
  /** False when the base could be zero; the set is then the whole line, but for `gap`. */
  readonly bounded: boolean
  readonly interval: Interval
  readonly gap?: Interval
}

const everywhere: Interval = { low: -Infinity, high: Infinity }

/**
 * Lifts whose standardised distance stays within `reach` on the sides that count.
 *
 * @see Fieller (1954), Some problems in interval estimation, J. R. Stat. Soc. B 16
 */
export function fiellerSet(parts: LiftParts, reach: number, side: Side = 'two_sided'): FiellerSet {
  const { treated, base } = parts
  const square = base * base
  const [ofTreated, ofBase, common] = [
    parts.treatedError / square,
    parts.baseError / square,
    parts.commonError / square,
  ]
  const ratio = treated / base
  // Refuses a ratio and an error that overflow, too.
  const ofRatio = Math.max(0, ofTreated - 2 * ratio * common + ratio * ratio * ofBase)
  checkFinite('the ratio', ratio)
  checkFinite('its squared error', ofRatio)
  const g = reach * reach * ofBase
  const inner = ofRatio - reach * reach * (ofTreated * ofBase - common * common)
  const centre = (ratio - reach * reach * common) / (1 - g)
  const width = (reach * Math.sqrt(Math.max(0, inner))) / (1 - g)
  const ends = [centre - width, centre + width].map((end) => (end - 1) * Math.sign(base))
  const between = { low: Math.min(...ends), high: Math.max(...ends) }
  if (g < 1) {
    return {
      bounded: true,
      interval: {
        low: side === 'less' ? -Infinity : between.low,
        high: side === 'greater' ? Infinity : between.high,
      },
    }
  }
  if (inner <= 0 || g === 1) return { bounded: false, interval: everywhere }
  // All lifts of the gap are contradicted from one side, and a one-sided test asks for that one.
  const isAbove = treated - centre * base > 0
  const isAsked = side === 'two_sided' || (side === 'greater') === isAbove
  return { bounded: false, interval: everywhere, ...(isAsked && { gap: between }) }
}
