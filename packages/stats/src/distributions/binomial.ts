import { incompleteBeta } from './incomplete-beta.ts'
import { normalUpperQuantile } from './normal.ts'
import { deviance, stirlingError } from './stirling.ts'

const LOG_2PI = 1.8378770664093453

/** Natural logarithm of the probability of k successes in n trials. */
export function logBinomialDensity(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return -Infinity
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

/** Probability of at most k successes in n trials. */
export function binomialLowerTail(k: number, n: number, p: number): number {
  if (k < 0) return 0
  if (k >= n) return 1
  return incompleteBeta(k + 1, n - k, p).upper
}

/** The fewest successes that are reached with probability `share` or more, as R's `qbinom`. */
export function binomialQuantile(share: number, n: number, p: number): number {
  const deviation = -normalUpperQuantile(share) * Math.sqrt(n * p * (1 - p))
  let k = Math.max(0, Math.min(n, Math.round(n * p + deviation)))
  while (k > 0 && binomialLowerTail(k - 1, n, p) >= share) k--
  while (k < n && binomialLowerTail(k, n, p) < share) k++
  return k
}
