import {
  incompleteBeta,
  logBetaPower,
  logIncompleteBeta,
} from '../distributions/incomplete-beta.ts'
import { type Bend, panelAt, POINTS } from '../distributions/panels.ts'
import { gaussLegendre } from '../distributions/quadrature.ts'

/** What the treatment's rate would be under a null: slope times the control's, and shift. */
export interface Line {
  readonly slope: number
  readonly shift: number
}

/** Beta shapes of one of Clopper and Pearson's bounds, taken for all tails at once. */
export interface Bound {
  readonly a: number
  readonly b: number
}

/** Logarithm of a density below its top, from which on nothing counts. */
const NOTHING = 36
/** Tails that are larger keep their digits in their logarithm. */
const SMALL = 1e-280
const GOLDEN = 0.6180339887498949
/** So little below its top a function is as good as there. */
const NEAR = 0.1
/** A search that takes more has come to the last digit. */
const MOST_STEPS = 100
/** A logit next to which the other side of a share is no more. */
const FARTHEST = 40

/**
 * Logarithm of the probability that the treatment's bound lies below the line of the control's:
 * summed up over the control's, in logits, in which no bound has an end and all keep their digits.
 *
 * What is summed rises and then falls, for any line: its slope by the control's bound x, divided
 * by x, is a / x - (a + b) + (1 - x) slope d, where d, of the treatment's, falls as well.
 */
export function logBelowLine(c: Bound, t: Bound, line: Line): number {
  const { slope, shift } = line
  const rest = 1 - slope - shift
  const integrand = (logit: number): number => {
    const [x, y] = [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit))]
    const share = slope * x + shift
    // What is left of it keeps its digits next to 1, unless a steep line has rounded them away.
    const left = share > 0.5 && slope <= 2 ? slope * y + rest : 1 - share
    return logBetaPower(c.a, c.b, x, y) + logLower(t, share, left)
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
  const bends = [{ at: top, width }, meetingOf(t, line)]
  let sum = 0
  for (const side of [-1, 1]) {
    for (let from = top; ;) {
      const next = from + side * panelAt(from, side, bends)
      const isAcross = (last - from) * side > 0 && (last - next) * side < 0
      const to = Math.max(first, isAcross ? last : next)
      const { points, weights } = gaussLegendre(from, to, 1, POINTS)
      for (const [index, logit] of points.entries()) {
        sum += side * (weights[index] as number) * Math.exp(integrand(logit) - highest)
      }
      if (to === first || !(integrand(to) >= highest - NOTHING)) break
      from = to
    }
  }
  return Math.min(0, highest + Math.log(sum))
}

/** Where the line meets the treatment's bound, and how wide that is there, in logits. */
function meetingOf(t: Bound, { slope, shift }: Line): Bend {
  const n = t.a + t.b
  const spread = Math.min(0.5, Math.sqrt(((t.a / n) * (t.b / n)) / (n + 1)) / slope)
  const meeting = (t.a / n - shift) / slope
  const [x, y] = [Math.max(spread, meeting), Math.max(spread, 1 - meeting)]
  return { at: Math.log(x / y), width: (spread * (x + y)) / (x * y) }
}

/** Logarithm of the probability that a bound is at most x, whose rest is y. */
export function logLower({ a, b }: Bound, x: number, y: number): number {
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
