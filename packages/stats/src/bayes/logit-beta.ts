import { incompleteBeta, logBetaPower } from '../distributions/incomplete-beta.ts'
import type { Tails } from '../distributions/incomplete-gamma.ts'
import { gaussLegendre } from '../distributions/quadrature.ts'
import { logGamma } from '../distributions/stirling.ts'

/** Shapes of a beta distribution, above 0. */
export interface Beta {
  readonly a: number
  readonly b: number
}

/** Beyond this logit x or 1 - x is no double any more, and only the leading power is left. */
const FARTHEST = 650
/** Logarithm of the density, below its top, from which on nothing counts. */
const NOTHING = 90

/**
 * Points, as logits, that cover a beta distribution, with its masses there.
 *
 * In logits the density falls slowly for small shapes and quickly for large ones, so panels
 * double in width away from the middle, where they are as wide as what is narrowest there. A
 * second distribution that is compared at `difference` above has its own middle and ends, where
 * what is summed up changes as quickly: panels end there too.
 */
export function massesOf(
  beta: Beta,
  other: Beta,
  difference: number,
): readonly (readonly [logit: number, mass: number])[] {
  const top = Math.log(beta.a / beta.b)
  const [low, high] = [top - reachOf(beta, -1), top + reachOf(beta, 1)]
  const ends = [low, high, ...endsOf(beta, low, high)]
  for (const end of endsOf(other, -FARTHEST, FARTHEST)) {
    const shifted = shiftedLogit(end, -difference)
    if (shifted > low && shifted < high) ends.push(shifted)
  }
  const sorted = ends.toSorted((left, right) => left - right)
  const masses: [number, number][] = []
  for (let index = 1; index < sorted.length; index++) {
    const [from, to] = [sorted[index - 1] as number, sorted[index] as number]
    if (to === from) continue
    const { points, weights } = gaussLegendre(from, to, 1)
    for (const [at, logit] of points.entries()) {
      masses.push([logit, (weights[at] as number) * Math.exp(logDensity(beta, logit))])
    }
  }
  return masses
}

/** Both tails at a logit, which may be farther out than a double reaches. */
export function tailsAt(beta: Beta, logit: number): Tails {
  if (Math.abs(logit) <= FARTHEST) {
    const x = 1 / (1 + Math.exp(-logit))
    return incompleteBeta(beta.a, beta.b, x, 1 / (1 + Math.exp(logit)))
  }
  const shape = logit < 0 ? beta.a : beta.b
  const small = Math.exp(logDensity(beta, logit) - Math.log(shape))
  return logit < 0 ? { lower: small, upper: 1 - small } : { lower: 1 - small, upper: small }
}

/** The logit of what is `difference` more; infinite where that is no share any more. */
export function shiftedLogit(logit: number, difference: number): number {
  if (difference === 0) return logit
  const [x, y] = [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit))]
  const [up, down] = [x + difference, y - difference]
  if (up <= 0) return -Infinity
  return down <= 0 ? Infinity : Math.log(up / down)
}

/** In logits the density is x^a (1 - x)^b / B(a, b). */
function logDensity({ a, b }: Beta, logit: number): number {
  if (Math.abs(logit) > FARTHEST) {
    const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b)
    return -Math.abs(logit) * (logit < 0 ? a : b) - logBeta
  }
  return logBetaPower(a, b, 1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit)))
}

/** How far from the middle the density is nothing. */
function reachOf(beta: Beta, direction: 1 | -1): number {
  const top = Math.log(beta.a / beta.b)
  const highest = logDensity(beta, top)
  let reach = narrowest(beta)
  while (logDensity(beta, top + direction * reach) > highest - NOTHING) reach *= 1.5
  return reach
}

/** Ends of panels that double away from the middle. */
function endsOf(beta: Beta, low: number, high: number): number[] {
  const top = Math.log(beta.a / beta.b)
  const ends = [top]
  for (let width = narrowest(beta); top - width > low || top + width < high; width *= 2) {
    ends.push(top - width, top + width)
  }
  return ends.filter((end) => end > low && end < high)
}

/** Half a standard deviation in logits, or half a unit, in which any shape changes. */
function narrowest({ a, b }: Beta): number {
  return 0.5 * Math.min(1, Math.sqrt(1 / a + 1 / b))
}
