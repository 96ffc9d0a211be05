import { incompleteBeta, logBetaPower } from './incomplete-beta.ts'
import { normalUpperQuantile } from './normal.ts'

/**
 * The point of a beta distribution below which, or above which, lies the share p.
 *
 * @param tail - which side p is counted from
 * @param p - in (0, 0.5]; more is less from the other side
 * @param a - above 0; the point itself has to be no less than a double
 * @param b - above 0
 */
export function betaQuantile(tail: 'lower' | 'upper', p: number, a: number, b: number): number {
  const logit = tail === 'lower' ? lowerLogit(p, a, b) : -lowerLogit(p, b, a)
  return 1 / (1 + Math.exp(-logit))
}

function lowerLogit(p: number, a: number, b: number): number {
  // Newton's steps on the logit, which has no ends; both x and 1 - x keep their digits there.
  let logit = Math.log(a / b) - normalUpperQuantile(p) * Math.sqrt(1 / a + 1 / b)
  let low = -Infinity
  let high = Infinity
  for (let step = 0; step < 200; step++) {
    const x = 1 / (1 + Math.exp(-logit))
    const y = 1 / (1 + Math.exp(logit))
    const { lower } = incompleteBeta(a, b, x, y)
    const excess = Math.log(lower / p)
    if (excess > 0) high = logit
    else low = logit
    const slope = Math.exp(logBetaPower(a, b, x, y)) / lower
    let next = logit - excess / slope
    if (!(next > low && next < high)) next = bisect(low, high, logit)
    if (!(Math.abs(next - logit) > 1e-15 * Math.max(1, Math.abs(logit)))) return next
    logit = next
  }
  return logit
}

/** Halves the bracket, or widens it where it is still open. */
function bisect(low: number, high: number, from: number): number {
  if (low === -Infinity) return from - 2 * (1 + Math.abs(from))
  if (high === Infinity) return from + 2 * (1 + Math.abs(from))
  return (low + high) / 2
}
