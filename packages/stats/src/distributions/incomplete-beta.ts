import { StatsError } from '../errors.ts'
import { checkPositive, checkShare } from '../input/check.ts'
import type { Tails } from './incomplete-gamma.ts'
import { deviance, stirlingError } from './stirling.ts'

const EPSILON = 1.1e-16
const TINY = 1e-300
const SQRT_2PI = 2.5066282746310007
/** Products of three shapes are no infinity up to here. */
const LARGEST = 1e50
/** What shapes up to 1e17 need near their mean, where terms grow with the root of a shape. */
const MOST_TERMS = 2 ** 22

/**
 * Regularised incomplete beta functions I_x(a, b) and its complement.
 *
 * @param a - above 0, up to 1e50
 * @param b - the same
 * @param x - from 0 to 1
 * @param rest - 1 - x, where the caller knows it more exactly than the difference
 * @see Didonato, Morris (1992), Algorithm 708, ACM Trans. Math. Softw. 18
 * @throws StatsError `invalid_input` outside of these, and where it would take seconds: near the
 *   mean of a shape beyond 1e17, or below 1e-11
 */
export function incompleteBeta(a: number, b: number, x: number, rest?: number): Tails {
  checkShape('a', a)
  checkShape('b', b)
  checkShare('x', x)
  const y = rest ?? 1 - x
  checkShare('rest', y)
  if (x <= 0) return { lower: 0, upper: 1 }
  if (y <= 0) return { lower: 1, upper: 0 }
  // Below the mean the lower tail is summed, above it the upper one: never 1 minus a small number.
  if (x * b <= a * y) {
    const lower = lowerTail(a, b, x, y)
    return { lower, upper: 1 - lower }
  }
  const upper = lowerTail(b, a, y, x)
  return { lower: 1 - upper, upper }
}

/** Natural logarithm of x^a y^b / B(a, b), by way of deviances: exact for huge and tiny shapes. */
export function logBetaPower(a: number, b: number, x: number, y: number): number {
  const n = a + b
  // a - n x = a y - b x, which loses nothing when x is close to its mean.
  const excess = a * y - b * x
  return (
    stirlingError(n) -
    stirlingError(a) -
    stirlingError(b) -
    deviance(a, n * x, excess) -
    deviance(b, n * y, -excess) +
    0.5 * Math.log(a * (b / n)) -
    Math.log(SQRT_2PI)
  )
}

/** Natural logarithm of I_x(a, b), for x up to the mean a / (a + b); finite where I_x underflows. */
export function logIncompleteBeta(a: number, b: number, x: number, y: number): number {
  return logBetaPower(a, b, x, y) + Math.log(lowerFactor(a, b, x, y))
}

function lowerTail(a: number, b: number, x: number, y: number): number {
  const power = Math.exp(logBetaPower(a, b, x, y))
  return power === 0 ? 0 : power * lowerFactor(a, b, x, y)
}

/** I_x(a, b) B(a, b) / (x^a y^b). The fraction is slow where the series is fast: for small shapes. */
function lowerFactor(a: number, b: number, x: number, y: number): number {
  return a < 3 && x < 0.7 ? powerSeries(a, b, x) / a : fraction(a, b, x, y)
}

/** 1 + Σ (a + b)…(a + b + k - 1) / (a + 1)…(a + k) x^k; every term is positive. */
function powerSeries(a: number, b: number, x: number): number {
  let term = 1
  let sum = 1
  for (let step = 0; term > sum * EPSILON; step++) {
    term *= ((a + b + step) / (a + 1 + step)) * x
    sum += term
  }
  return sum
}

/** The same for x below its mean, by the modified Lentz method. */
function fraction(a: number, b: number, x: number, y: number): number {
  const excess = a * y - b * x + 1
  let denominator = (a * excess) / (a + 1)
  let c = denominator
  let d = 0
  let result = denominator
  for (let m = 1; ; m++) {
    const twice = a + 2 * m
    const numerator =
      (((a + m - 1) * (a + b + m - 1) * m * (b - m)) / ((twice - 1) * (twice - 1))) * x * x
    denominator =
      m + (m * (b - m) * x) / (twice - 1) + ((a + m) * (excess + m * (1 + y))) / (twice + 1)
    d = denominator + numerator * d
    if (Math.abs(d) < TINY) d = TINY
    c = denominator + numerator / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const factor = c * d
    result *= factor
    if (!(Math.abs(factor - 1) >= 3 * EPSILON)) return 1 / result
    if (m > MOST_TERMS) refuseShapes(a, b)
  }
}

function checkShape(name: string, shape: number): void {
  checkPositive(name, shape)
  if (shape <= LARGEST) return
  throw new StatsError('invalid_input', `${name} is ${shape}. Give a shape of up to ${LARGEST}.`)
}

function refuseShapes(a: number, b: number): never {
  throw new StatsError(
    'invalid_input',
    `An incomplete beta function with shapes ${a} and ${b} takes more than ${MOST_TERMS} terms here. Give shapes from 1e-11 to 1e17.`,
  )
}
