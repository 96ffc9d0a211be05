import { checkNumber, checkOpenShare } from '../input/check.ts'

const SQRT_2PI = 2.5066282746310007
/** Where the Chebyshev variable (x - K) / (x + K) is centred. */
const K = 3.75

/**
 * Chebyshev coefficients of (1 + 2x) exp(x²) erfc(x) in (x - K) / (x + K), for x from 0 to ∞.
 * Computed with 50 digits; the first that is left out is 2e-18.
 */
const SCALED_ERFC = [
  2.3551578691348034, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189,
  -0.026658668435305753, 0.009074997670705265, -0.002413163540417608, 0.0004907758365258086,
  -6.916973302501207e-5, 4.13902798607301e-6, 7.74038306619849e-7, -2.1886401049234397e-7,
  1.076499946567091e-8, 4.521959811218287e-9, -7.754400208831351e-10, -6.318088340886684e-11,
  2.86879501093067e-11, 1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14,
  3.3478119482868056e-14, -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17,
  5.068148904796111e-17,
] as const

/** exp(x²) erfc(x) for x from 0 on, without underflow. */
function scaledErfc(x: number): number {
  const t = (x - K) / (x + K)
  const twice = 2 * t
  let next = 0
  let current = 0
  for (let index = SCALED_ERFC.length - 1; index > 0; index--) {
    const previous = twice * current - next + (SCALED_ERFC[index] as number)
    next = current
    current = previous
  }
  return (t * current - next + SCALED_ERFC[0] / 2) / (1 + 2 * x)
}

/** exp(-z²/2). The square is split, since its rounding would cost a digit for every ten of z². */
function expHalfSquare(z: number): number {
  if (Math.abs(z) > 39) return 0
  const high = Math.fround(z)
  return Math.exp(-0.5 * high * high) * Math.exp(-0.5 * (z - high) * (z + high))
}

/**
 * Density of the standard normal distribution.
 *
 * @see Abramowitz, Stegun (1964), 26.2.1
 * @throws StatsError `invalid_input` for NaN
 */
export function normalDensity(z: number): number {
  checkNumber('z', z)
  return expHalfSquare(z) / SQRT_2PI
}

/**
 * Upper tail P(Z > z) of the standard normal distribution, to 14 digits as far as a
 * double reaches (z of 38).
 *
 * @see Shepherd, Laframboise (1981), Chebyshev approximation of (1 + 2x) exp(x²) erfc x, Math. Comp. 36
 * @throws StatsError `invalid_input` for NaN
 */
export function normalUpperTail(z: number): number {
  checkNumber('z', z)
  if (z < 0) return 1 - normalUpperTail(-z)
  if (z === 0) return 0.5
  if (z > 39) return 0
  return 0.5 * expHalfSquare(z) * scaledErfc(z * Math.SQRT1_2)
}

/**
 * Lower tail P(Z < z) of the standard normal distribution.
 *
 * @see Shepherd, Laframboise (1981), Chebyshev approximation of (1 + 2x) exp(x²) erfc x, Math. Comp. 36
 * @throws StatsError `invalid_input` for NaN
 */
export function normalLowerTail(z: number): number {
  checkNumber('z', z)
  return normalUpperTail(-z)
}

/**
 * Natural logarithm of the upper tail, finite for every z whose square is.
 *
 * @see Shepherd, Laframboise (1981), Chebyshev approximation of (1 + 2x) exp(x²) erfc x, Math. Comp. 36
 * @throws StatsError `invalid_input` for NaN
 */
export function normalLogUpperTail(z: number): number {
  checkNumber('z', z)
  if (z === Infinity) return -Infinity
  if (z < 0) return Math.log1p(-normalUpperTail(-z))
  return -0.5 * z * z + Math.log(0.5 * scaledErfc(z * Math.SQRT1_2))
}

/**
 * The z whose upper tail is p.
 *
 * @param p - in (0, 1); from 5e-324 on
 * @see Abramowitz, Stegun (1964), 26.2.23, for the start of the search
 * @throws StatsError `invalid_input` outside of (0, 1)
 */
export function normalUpperQuantile(p: number): number {
  checkOpenShare('p', p)
  if (p > 0.5) return -normalUpperQuantile(1 - p)
  return upperQuantileOfLog(Math.log(p), p)
}

/** Halley's steps on the logarithm of the tail, from a start that is good to 4.5e-4. */
function upperQuantileOfLog(logP: number, p: number): number {
  if (p === 0.5) return 0
  const t = Math.sqrt(-2 * logP)
  let z =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  for (let step = 0; step < 2; step++) {
    const scaled = 0.5 * scaledErfc(z * Math.SQRT1_2)
    // Near the middle the logarithm of the tail says too little about it.
    const excess =
      p > 0.1 ? Math.log(normalUpperTail(z) / p) : -0.5 * z * z + Math.log(scaled) - logP
    const hazard = 1 / (SQRT_2PI * scaled)
    const move = excess / hazard
    z += move / (1 + 0.5 * move * (hazard - z))
  }
  return z
}
