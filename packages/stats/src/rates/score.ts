import { findRoot } from '../distributions/find-root.ts'
import type { Interval } from '../tests/result.ts'
import type { Rate } from './rate.ts'

const TOLERANCE = 1e-12
/** Beyond this logarithm of a ratio no counts lead, and its inverse is nothing next to 1. */
const FARTHEST = 300
/** A search by secants that takes more is lost. */
const MOST_SECANTS = 20
/** A secant that has come to rest this far from the reach, as a share of it, has not arrived. */
const ARRIVED = 1e-6

/**
 * z of two rates against a difference, with the error that they would have if that were the
 * difference; at 0 it is the pooled z.
 *
 * @param difference - treatment - control, in [-1, 1]
 * @see Mee (1984), Confidence bounds for the difference between two probabilities, Biometrics 40
 */
export function scoreOfDifference(control: Rate, treatment: Rate, difference: number): number {
  const observed = treatment.successes / treatment.n - control.successes / control.n
  const c = likeliestControl(control, treatment, difference)
  return over(observed - difference, squaredError(control, treatment, c, c + difference))
}

/**
 * z of two rates against a ratio, treatment over control, likewise; at 1 it is the pooled z.
 *
 * @param ratio - from 0 on
 * @see Koopman (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40
 */
export function scoreOfRatio(control: Rate, treatment: Rate, ratio: number): number {
  const { ofControl, ofTreatment } = spreadsUnderRatio(control, treatment, ratio)
  return over(
    treatment.successes / treatment.n - (ratio * control.successes) / control.n,
    ofTreatment / treatment.n + (ratio * ratio * ofControl) / control.n,
  )
}

/** Differences whose score stays within `reach`. */
export function scoreIntervalOfDifference(control: Rate, treatment: Rate, reach: number): Interval {
  if (reach === Infinity) return { low: -1, high: 1 }
  const estimate = treatment.successes / treatment.n - control.successes / control.n
  const z = (difference: number): number => scoreOfDifference(control, treatment, difference)
  const step = reach * Math.sqrt(roughSquaredError(control, treatment))
  const low = Math.max(-1, estimate - step)
  const high = Math.min(1, estimate + step)
  return {
    low: endOf(z, reach, [low, estimate], 1),
    high: endOf(z, -reach, [high, estimate], 1),
  }
}

/**
 * Lifts whose score stays within `reach`; the control has a success or more. A score that does not
 * get so far ends where lifts end: at -1, which is as far as a treatment without a success goes,
 * or at Infinity.
 */
export function scoreIntervalOfLift(control: Rate, treatment: Rate, reach: number): Interval {
  if (reach === Infinity) return { low: -1, high: Infinity }
  // In logarithms, where the score is nearly straight.
  const z = (log: number): number => scoreOfRatio(control, treatment, Math.exp(log))
  const [c, t] = [control.successes, Math.max(0.5, treatment.successes)]
  const estimate = Math.log(t / treatment.n / (c / control.n))
  const step = reach * Math.sqrt(1 / c + 1 / t)
  const low = endOf(z, reach, [estimate - step, estimate], FARTHEST)
  const high = endOf(z, -reach, [estimate + step, estimate], FARTHEST)
  return { low: Math.expm1(low), high: high === FARTHEST ? Infinity : Math.expm1(high) }
}

/**
 * Where a falling score reaches a value, as far as a bound from 0, which is the answer where it
 * does not: by secants from two starts, which take some five steps, and by the slow and sure way
 * where they leave the bounds or come to rest before they are there, as they do from a start so far
 * out that the estimate is next to nothing on its scale.
 */
function endOf(
  score: (x: number) => number,
  reach: number,
  [start, estimate]: readonly [start: number, estimate: number],
  bound: number,
): number {
  const evaluate = (x: number): number => reach - score(x)
  let [before, x] = [estimate, start]
  let [valueBefore, value] = [evaluate(before), evaluate(x)]
  for (let step = 0; step < MOST_SECANTS; step++) {
    const next = x - (value * (x - before)) / (value - valueBefore)
    if (!(Math.abs(next) < bound)) break
    ;[before, valueBefore, x] = [x, value, next]
    if (Math.abs(x - before) <= TOLERANCE * Math.abs(x - estimate)) {
      if (Math.abs(valueBefore) <= ARRIVED * Math.abs(reach)) return x
      break
    }
    value = evaluate(x)
  }
  return findRoot(evaluate, -bound, bound, TOLERANCE)
}

function over(distance: number, squared: number): number {
  if (distance === 0) return 0
  return distance / Math.sqrt(squared)
}

function squaredError(control: Rate, treatment: Rate, c: number, t: number): number {
  return Math.max(0, (t * (1 - t)) / treatment.n + (c * (1 - c)) / control.n)
}

/** How wide a search begins: with half a success more and less, so that no rate is without error. */
function roughSquaredError(control: Rate, treatment: Rate): number {
  const rate = ({ successes, n }: Rate): number => (successes + 0.5) / (n + 1)
  return squaredError(control, treatment, rate(control), rate(treatment))
}

/** The control's rate that is likeliest under a difference: where the slope of the likelihood is 0. */
function likeliestControl(control: Rate, treatment: Rate, difference: number): number {
  const total = control.n + treatment.n
  let low = Math.max(0, -difference)
  let high = Math.min(1, 1 - difference)
  const pooled = (control.successes + treatment.successes - treatment.n * difference) / total
  let c = pooled > low && pooled < high ? pooled : low + (high - low) / 2
  // Counts, and where the logarithm of each has its pole.
  const parts = [
    [control.successes, 0],
    [control.n - control.successes, 1],
    [treatment.successes, -difference],
    [treatment.n - treatment.successes, 1 - difference],
  ] as const
  for (let step = 0; step < 200; step++) {
    let slope = 0
    let curvature = 0
    let nearest = 1
    for (const [count, end] of parts) {
      if (count === 0) continue
      const share = count / (c - end)
      slope += share
      curvature += share / (c - end)
      nearest = Math.min(nearest, Math.abs(c - end))
    }
    const newton = slope / curvature
    // Newton's step squares its error, next to what it has to the nearest pole.
    if (Math.abs(newton) <= 1e-8 * nearest) return c + newton
    if (slope > 0) low = c
    else high = c
    const next = c + newton
    c = next > low && next < high ? next : low + (high - low) / 2
    // A likelihood that only falls has no slope of 0, and the search ends at the bound.
    if (c - low < 1e-18) return c
  }
  return c
}

/**
 * Rate times its rest, in both variants, at the likeliest rates under a ratio, which solve a
 * quadratic equation: in a form that subtracts nothing large, so that rates near 1 keep their
 * digits as those near 0 do.
 */
function spreadsUnderRatio(
  { n: nC, successes: sC }: Rate,
  { n: nT, successes: sT }: Rate,
  ratio: number,
): { readonly ofControl: number; readonly ofTreatment: number } {
  const [fC, fT] = [nC - sC, nT - sT]
  const [left, right] = [ratio * (nT + sC), nC + sT]
  const root = Math.sqrt((left - right) ** 2 + 4 * ratio * fT * fC)
  const sum = left + right + root
  const c = (2 * (sC + sT)) / sum
  const restOfC = Math.max(0, (fC + (ratio * nT - sT) + (ratio - 1) * sC + root) / sum)
  const restOfT = Math.max(0, (ratio * fT + (nC - ratio * sC) + (1 - ratio) * sT + root) / sum)
  return { ofControl: c * restOfC, ofTreatment: ratio * c * restOfT }
}
