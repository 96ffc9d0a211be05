import { betaQuantile } from '../distributions/beta-quantile.ts'
import { findRoot } from '../distributions/find-root.ts'
import {
  incompleteBeta,
  logBetaPower,
  logIncompleteBeta,
} from '../distributions/incomplete-beta.ts'
import { gaussLegendre } from '../distributions/quadrature.ts'
import type { Rate } from './rate.ts'

/** What the treatment's rate would be under a null: slope times the control's, and shift. */
export interface Line {
  readonly slope: number
  readonly shift: number
}

/** Beta shapes of one of Clopper and Pearson's bounds, taken for all tails at once. */
interface Bound {
  readonly a: number
  readonly b: number
}

/** Logarithm of a density below its top, from which on nothing counts. */
const NOTHING = 34
/** Tails that are larger keep their digits in their logarithm. */
const SMALL = 1e-280
/** How exactly a bound is sought, as a share of its size. */
const TOLERANCE = 1e-12
const GOLDEN = 0.6180339887498949
/** So little below its top a function is as good as there. */
const NEAR = 0.1
/** A search that takes more has come to the last digit. */
const MOST_STEPS = 100
/** A logit next to which the other side of a share is no more. */
const FARTHEST = 40

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
  if (!isSure(control, treatment)) return logSum(c, t, line)
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

/**
 * Logarithm of the probability that the treatment's bound lies below the line of the control's:
 * summed up over the control's, in logits, in which no bound has an end and all keep their digits.
 */
function logSum(c: Bound, t: Bound, { slope, shift }: Line): number {
  const integrand = (logit: number): number => {
    const [x, y] = [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit))]
    const below = logLower(t, slope * x + shift, slope * y + (1 - slope - shift))
    return logBetaPower(c.a, c.b, x, y) + below
  }
  // Below the first of these the line is under 0, above the last over 1.
  const [first, last] = [logitOf(-shift / slope), logitOf((1 - shift) / slope)]
  if (first === Infinity) return -Infinity
  const spread = Math.sqrt(1 / c.a + 1 / c.b)
  const low = Math.max(Math.log(c.a / c.b), first)
  // It rises from there on until the line meets the treatment's bound, at the latest.
  const meeting = (t.a / (t.a + t.b) - shift) / slope
  const high = Math.max(low, Math.min(FARTHEST, logitOf(meeting)))
  const top = topOf(integrand, low, high + 2 * spread, spread / 2)
  const highest = integrand(top)
  const width = widthOf(integrand, top, spread)
  let sum = 0
  for (const side of [-1, 1]) {
    let from = top
    for (let step = 1.5 * width; ; step *= 1.4) {
      const next = from + side * step
      const isAcross = (last - from) * side > 0 && (last - next) * side < 0
      const to = Math.max(first, isAcross ? last : next)
      const { points, weights } = gaussLegendre(from, to, 1)
      for (const [index, logit] of points.entries()) {
        sum += side * (weights[index] as number) * Math.exp(integrand(logit) - highest)
      }
      if (to === first || !(integrand(to) >= highest - NOTHING)) break
      from = to
    }
  }
  return Math.min(0, highest + Math.log(sum))
}

/** Logarithm of the probability that a bound is at most x, whose rest is y. */
function logLower({ a, b }: Bound, x: number, y: number): number {
  if (x <= 0) return -Infinity
  if (x >= 1 || y <= 0) return 0
  const { lower } = incompleteBeta(a, b, x, y)
  return lower > SMALL ? Math.log(lower) : logIncompleteBeta(a, b, x, y)
}

function logitOf(x: number): number {
  if (x <= 0) return -Infinity
  return x >= 1 ? Infinity : Math.log(x / (1 - x))
}

/** Near where a function that rises and then falls is highest, by the golden section. */
function topOf(
  evaluate: (x: number) => number,
  from: number,
  to: number,
  tolerance: number,
): number {
  let [low, high] = [from, to]
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [atLeft, atRight] = [evaluate(left), evaluate(right)]
  for (let step = 0; step < MOST_STEPS; step++) {
    if (high - low <= tolerance && Math.abs(atLeft - atRight) < NEAR) break
    if (atLeft > atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - GOLDEN * (high - low)
      atLeft = evaluate(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + GOLDEN * (high - low)
      atRight = evaluate(right)
    }
  }
  return atLeft > atRight ? left : right
}

/** How far from its top, on both sides, a function has hardly fallen. */
function widthOf(evaluate: (x: number) => number, top: number, most: number): number {
  const lowest = evaluate(top) - 1
  let width = most
  for (let step = 0; step < MOST_STEPS; step++) {
    if (Math.min(evaluate(top - width), evaluate(top + width)) > lowest) break
    width /= 2
  }
  return width
}
