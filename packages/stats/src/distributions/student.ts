import { checkNumber, checkOpenShare, checkPositive } from '../input/check.ts'
import { incompleteBeta, logBetaPower, logIncompleteBeta } from './incomplete-beta.ts'
import { normalLogUpperTail, normalUpperQuantile, normalUpperTail } from './normal.ts'
import { logGamma } from './stirling.ts'

/** From here on the normal distribution of a transformed t has the full digits, … */
const LARGE_DF = 1e5
/** … as long as the square of t is no more than this share of the degrees of freedom. */
const NEAR = 1e-3
/** From here on the tail is a pure power of t. */
const HUGE_T = 1e100

/**
 * Upper tail P(T > t) of Student's t distribution, to 13 digits as far as a double reaches.
 *
 * @param t - statistic
 * @param df - degrees of freedom, above 0; need not be whole
 * @see Didonato, Morris (1992), Algorithm 708, ACM Trans. Math. Softw. 18; Hill (1970), Comm. ACM 13, for many degrees of freedom
 * @throws StatsError `invalid_input` for a NaN, or degrees of freedom that are not above 0
 */
export function studentUpperTail(t: number, df: number): number {
  checkNumber('t', t)
  checkPositive('df', df)
  if (t < 0) return 1 - studentUpperTail(-t, df)
  if (isNearlyNormal(t, df)) return normalUpperTail(asNormal(t, df))
  if (t > HUGE_T) return Math.exp(studentLogUpperTail(t, df))
  const square = t * t
  const sum = df + square
  return 0.5 * incompleteBeta(df / 2, 0.5, df / sum, square / sum).lower
}

/**
 * Natural logarithm of the upper tail, finite where the tail itself is too small for a double.
 *
 * @see Didonato, Morris (1992), Algorithm 708, ACM Trans. Math. Softw. 18
 * @throws StatsError as `studentUpperTail`
 */
export function studentLogUpperTail(t: number, df: number): number {
  checkNumber('t', t)
  checkPositive('df', df)
  if (t === Infinity) return -Infinity
  if (t <= 1) return Math.log(studentUpperTail(t, df))
  if (isNearlyNormal(t, df)) return normalLogUpperTail(asNormal(t, df))
  const a = df / 2
  if (t > HUGE_T) {
    // The square of t would overflow, and the first term of the series is all there is.
    return logTailConstant(df) - df * Math.log(t)
  }
  const sum = df + t * t
  return logIncompleteBeta(a, 0.5, df / sum, (t * t) / sum) - Math.LN2
}

function isNearlyNormal(t: number, df: number): boolean {
  return df >= LARGE_DF && t * t <= NEAR * df
}

/**
 * The normal deviate with the same tail, for a t from 0 on that is nearly normal: further terms of
 * Hill's expansion are less than the last digit there.
 *
 * @see Hill (1970), Algorithm 395: Student's t-distribution, Comm. ACM 13
 */
function asNormal(t: number, df: number): number {
  const a = df - 0.5
  const w = a * Math.log1p((t * t) / df)
  return ((w + 3) / (48 * a * a) + 1) * Math.sqrt(w)
}

/** Logarithm of t times the density at t. */
function logSlope(t: number, df: number): number {
  if (t > HUGE_T) return Math.log(df) + studentLogUpperTail(t, df)
  const sum = df + t * t
  return logBetaPower(df / 2, 0.5, df / sum, (t * t) / sum)
}

/**
 * The t whose upper tail is p; Infinity where that is more than a number can be.
 *
 * @param p - in (0, 1)
 * @param df - degrees of freedom, above 0
 * @see Abramowitz, Stegun (1964), 26.7.5, for the start of the search
 * @throws StatsError `invalid_input` outside of these
 */
export function studentUpperQuantile(p: number, df: number): number {
  checkOpenShare('p', p)
  checkPositive('df', df)
  if (p === 0.5) return 0
  if (p > 0.5) return -studentUpperQuantile(1 - p, df)
  const z = normalUpperQuantile(p)
  const isExact = df >= LARGE_DF && z < 6
  let t = z * z < df ? cornishFisher(z, df) : tailStart(p, df)
  if (isExact) return t
  const logP = Math.log(p)
  for (let step = 0; step < 60; step++) {
    // Newton on log tail against log t: the tail is nearly a power there, however heavy it is.
    const logTail = studentLogUpperTail(t, df)
    const move = (logTail - logP) / Math.exp(logSlope(t, df) - logTail)
    t *= Math.exp(Math.max(-2, Math.min(2, move)))
    if (t === Infinity) return t
    if (Math.abs(move) < 1e-9) return t
  }
  return t
}

/** @see Abramowitz, Stegun (1964), 26.7.5 */
function cornishFisher(z: number, df: number): number {
  const s = z * z
  const g1 = (z * (s + 1)) / 4
  const g2 = (z * ((5 * s + 16) * s + 3)) / 96
  const g3 = (z * (((3 * s + 19) * s + 17) * s - 15)) / 384
  const g4 = (z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945)) / 92160
  return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df
}

/** Where the leading power of the tail alone would put the quantile. */
function tailStart(p: number, df: number): number {
  const logT = (logTailConstant(df) - Math.log(p)) / df
  return Math.exp(Math.max(-1, Math.min(700, logT)))
}

/** log C of the tail C / t^df that huge t have. */
function logTailConstant(df: number): number {
  const a = df / 2
  const logBeta = logGamma(a) + logGamma(0.5) - logGamma(a + 0.5)
  return a * Math.log(df) - Math.log(a) - logBeta - Math.LN2
}
