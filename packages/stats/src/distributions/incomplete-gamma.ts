import { StatsError } from '../errors.ts'
import { checkFinite, checkNonNegative } from '../input/check.ts'
import { deviance, stirlingError } from './stirling.ts'

const EPSILON = 1.1e-16
const TINY = 1e-300
const SQRT_2PI = 2.5066282746310007

/** Both tails of a distribution at a point; the smaller one has its full digits. */
export interface Tails {
  readonly lower: number
  readonly upper: number
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x).
 *
 * @param a - shape, from 1e-290 to 1e12; the larger, the more terms near its mean
 * @param x - from 0 on
 * @see NIST Digital Library of Mathematical Functions, 8.7.1 (series) and 8.9.2 (Legendre's fraction)
 * @throws StatsError `invalid_input` outside of these
 */
export function incompleteGamma(a: number, x: number): Tails {
  checkFinite('a', a)
  if (!(a >= 1e-290 && a <= 1e12)) {
    throw new StatsError('invalid_input', `a is ${a}. Give a shape from 1e-290 to 1e12.`)
  }
  if (x === Infinity) return { lower: 1, upper: 0 }
  checkNonNegative('x', x)
  if (x === 0) return { lower: 0, upper: 1 }
  // x^a exp(-x) / Γ(a + 1), by way of the deviance, so that large shapes keep their digits.
  const density = Math.exp(-stirlingError(a) - deviance(a, x)) / (SQRT_2PI * Math.sqrt(a))
  if (x < a + 1) {
    let term = 1
    let sum = 1
    for (let step = 1; term > sum * EPSILON; step++) {
      term *= x / (a + step)
      sum += term
    }
    const lower = density * sum
    return { lower, upper: 1 - lower }
  }
  const upper = density * a * legendreFraction(a, x)
  return { lower: 1 - upper, upper }
}

/** Γ(a, x) / (x^a exp(-x)) by the modified Lentz method. */
function legendreFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let result = d
  for (let step = 1; ; step++) {
    const numerator = -step * (step - a)
    b += 2
    d = numerator * d + b
    if (Math.abs(d) < TINY) d = TINY
    c = b + numerator / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const factor = d * c
    result *= factor
    if (!(Math.abs(factor - 1) >= 3 * EPSILON)) return result
  }
}
