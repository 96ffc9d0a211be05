import { checkCount, checkNumber, checkOpenShare, checkShare } from '../input/check.ts'
import { incompleteBeta } from './incomplete-beta.ts'
import { normalUpperQuantile } from './normal.ts'
import { deviance, stirlingError } from './stirling.ts'

const LOG_2PI = 1.8378770664093453

/**
 * Natural logarithm of the probability of k successes in n trials.
 *
 * @see Loader (2000), Fast and accurate computation of binomial probabilities
 * @throws StatsError `invalid_input` for what is no count, or no share
 */
export function logBinomialDensity(k: number, n: number, p: number): number {
  checkTrials(n, p)
  checkNumber('k', k)
  if (k < 0 || k > n || !Number.isInteger(k)) return -Infinity
  const q = 1 - p
  if (k === 0) return n === 0 ? 0 : n * Math.log1p(-p)
  if (k === n) return n * Math.log(p)
  return (
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    deviance(k, n * p) -
    deviance(n - k, n * q) +
    0.5 * (Math.log(n / k / (n - k)) - LOG_2PI)
  )
}

/**
 * Probability of at most k successes in n trials.
 *
 * @see Didonato, Morris (1992), Algorithm 708, ACM Trans. Math. Softw. 18
 * @throws StatsError `invalid_input` for what is no count, or no share
 */
export function binomialLowerTail(k: number, n: number, p: number): number {
  checkTrials(n, p)
  checkNumber('k', k)
  if (k < 0) return 0
  if (k >= n) return 1
  const whole = Math.floor(k)
  return incompleteBeta(whole + 1, n - whole, p).upper
}

/**
 * The fewest successes that are reached with probability `share` or more, as R's `qbinom`: a
 * probability that is the share but for its last digits has reached it.
 *
 * @see Abramowitz, Stegun (1964), 26.5.24
 * @throws StatsError `invalid_input` for what is no count, or no share
 */
export function binomialQuantile(share: number, n: number, p: number): number {
  checkOpenShare('share', share)
  checkTrials(n, p)
  const deviation = -normalUpperQuantile(share) * Math.sqrt(n * p * (1 - p))
  let k = Math.max(0, Math.min(n, Math.round(n * p + deviation)))
  const reached = share * (1 - 64 * Number.EPSILON)
  while (k > 0 && binomialLowerTail(k - 1, n, p) >= reached) k--
  while (k < n && binomialLowerTail(k, n, p) < reached) k++
  return k
}

function checkTrials(n: number, p: number): void {
  checkCount('n', n)
  checkShare('p', p)
}
