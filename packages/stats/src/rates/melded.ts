import { betaQuantile } from '../distributions/beta-quantile.ts'
import { findRoot } from '../distributions/find-root.ts'
import type { Bound, Line } from './below-line.ts'
import { logBelowLine, logLower } from './below-line.ts'
import type { Rate } from './rate.ts'

/** How exactly a bound is sought, as a share of its size. */
const TOLERANCE = 1e-15

/**
 * Logarithm of the melded p of a treatment whose rate lies above a line of the control's: the
 * probability that Clopper and Pearson's lower bound of the treatment, at a tail drawn by chance,
 * is no higher than the line of their upper bound of the control, at a tail of its own. On the
 * line of no difference it is Fisher's p.
 *
 * @param line - slope above 0
 * @see Fay, Proschan, Brittain (2015), Combining one-sample confidence procedures for inference in the two-sample case, Biometrics 71
 */
export function logMeldedTail(control: Rate, treatment: Rate, line: Line): number {
  const [c, t] = [upperBound(control), lowerBound(treatment)]
  const { slope, shift } = line
  if (!isSure(control, treatment)) return logBelowLine(c, t, line)
  // All of the control did it, or none of the treatment: that bound is 1, or 0, at any tail.
  if (t.a > 0) return logLower(t, slope + shift, 1 - slope - shift)
  return c.b === 0 ? 0 : logLower({ a: c.b, b: c.a }, 1 + shift / slope, -shift / slope)
}

/** The difference whose melded p is `tail`; less than that is rejected. */
export function meldedDifference(control: Rate, treatment: Rate, tail: number): number {
  const between = (ofControl: number, ofTreatment: number): number =>
    lowAt(treatment, ofTreatment) - highAt(control, ofControl)
  if (isSure(control, treatment)) return between(tail, tail)
  return boundOf(between, tail, (shift) => logMeldedTail(control, treatment, { slope: 1, shift }))
}

/** The ratio, treatment over control, whose melded p is `tail`. */
export function meldedRatio(control: Rate, treatment: Rate, tail: number): number {
  if (treatment.successes === 0) return 0
  if (isSure(control, treatment)) return lowAt(treatment, tail)
  // In logarithms, where it is nearly straight.
  const between = (ofControl: number, ofTreatment: number): number =>
    Math.log(lowAt(treatment, ofTreatment) / highAt(control, ofControl))
  const log = boundOf(between, tail, (at) =>
    logMeldedTail(control, treatment, { slope: Math.exp(at), shift: 0 }),
  )
  return Math.exp(log)
}

/** True where one of the bounds has no chance in it, so that the other one has all of the tail. */
function isSure(control: Rate, treatment: Rate): boolean {
  return control.successes === control.n || treatment.successes === 0
}

/**
 * Where the melded p is a tail: no lower than what both bounds give at half of it each, by Boole's
 * inequality, and no higher than at its root, since both bounds are independent.
 */
function boundOf(
  between: (ofControl: number, ofTreatment: number) => number,
  tail: number,
  logTailAt: (at: number) => number,
): number {
  const [half, root, logTail] = [tail / 2, Math.sqrt(tail), Math.log(tail)]
  const excess = (at: number): number => logTailAt(at) - logTail
  return findRoot(excess, between(half, half), between(root, root), TOLERANCE)
}

function lowerBound({ successes, n }: Rate): Bound {
  return { a: successes, b: n - successes + 1 }
}

function upperBound({ successes, n }: Rate): Bound {
  return { a: successes + 1, b: n - successes }
}

function lowAt(rate: Rate, tail: number): number {
  const { a, b } = lowerBound(rate)
  if (a === 0) return 0
  return tail <= 0.5 ? betaQuantile('lower', tail, a, b) : betaQuantile('upper', 1 - tail, a, b)
}

function highAt(rate: Rate, tail: number): number {
  const { a, b } = upperBound(rate)
  if (b === 0) return 1
  return tail <= 0.5 ? betaQuantile('upper', tail, a, b) : betaQuantile('lower', 1 - tail, a, b)
}
