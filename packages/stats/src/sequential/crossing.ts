import { normalUpperQuantile, normalUpperTail } from '../distributions/normal.ts'
import { findRoot } from '../distributions/find-root.ts'
import { gaussLegendre } from '../distributions/quadrature.ts'

/** Below this many deviations nothing is left that could still cross. */
const FAR = 9
const INVERSE_SQRT_2PI = 0.3989422804014327

/** Where the process may be that has not crossed so far: a density over points. */
interface Alive {
  readonly points: readonly number[]
  /** Density times the weight of the point. */
  readonly masses: readonly number[]
  readonly fraction: number
}

/**
 * Walks a Brownian motion with drift from look to look, up to a boundary that may be found on
 * the way.
 *
 * @param fractions - information at each look, rising
 * @param drift - mean of the statistic at information 1
 * @param boundaryAt - z of the look, given how probable a crossing is there
 * @returns z and probability of the first crossing at each look
 * @see Armitage, McPherson, Rowe (1969), Repeated significance tests on accumulating data, J. R. Stat. Soc. A 132
 */
export function walk(
  fractions: readonly number[],
  drift: number,
  boundaryAt: (look: number, crossing: (z: number) => number) => number,
): { readonly bounds: readonly number[]; readonly probabilities: readonly number[] } {
  const bounds: number[] = []
  const probabilities: number[] = []
  let alive: Alive | undefined
  for (const [look, fraction] of fractions.entries()) {
    const crossing = crossingFrom(alive, fraction, drift)
    const z = boundaryAt(look, crossing)
    bounds.push(z)
    probabilities.push(crossing(z))
    const next = fractions[look + 1]
    if (next !== undefined) alive = survivors(alive, fraction, next, drift, z)
  }
  return { bounds, probabilities }
}

/** Probability that the process lies above z at a look, having stayed below so far. */
function crossingFrom(
  alive: Alive | undefined,
  fraction: number,
  drift: number,
): (z: number) => number {
  const root = Math.sqrt(fraction)
  if (alive === undefined) return (z) => normalUpperTail(z - drift * root)
  const step = fraction - alive.fraction
  const deviation = Math.sqrt(step)
  return (z) => {
    const target = z * root - drift * step
    let sum = 0
    for (let index = 0; index < alive.points.length; index++) {
      const distance = (target - (alive.points[index] as number)) / deviation
      sum += (alive.masses[index] as number) * normalUpperTail(distance)
    }
    return sum
  }
}

/** Density of the process below the boundary of a look, on points that the next look needs. */
function survivors(
  before: Alive | undefined,
  fraction: number,
  next: number,
  drift: number,
  z: number,
): Alive {
  const root = Math.sqrt(fraction)
  const low = drift * fraction - FAR * root
  const high = Math.min(z * root, drift * fraction + FAR * root)
  // Panels no wider than two deviations of either step, so that the rule has its digits.
  const finest = Math.sqrt(Math.min(next - fraction, fraction - (before?.fraction ?? 0)))
  const panels = Math.max(2, Math.ceil((high - low) / (2.5 * finest)))
  const { points, weights } = gaussLegendre(low, Math.max(high, low + 1e-9 * root), panels)
  const step = fraction - (before?.fraction ?? 0)
  const deviation = Math.sqrt(step)
  const from = before?.points ?? [0]
  const masses = before?.masses ?? [1]
  const result = points.map((point, index) => {
    let density = 0
    for (let source = 0; source < from.length; source++) {
      const distance = (point - (from[source] as number) - drift * step) / deviation
      density += (masses[source] as number) * Math.exp(-0.5 * distance * distance)
    }
    return ((weights[index] as number) * density * INVERSE_SQRT_2PI) / deviation
  })
  return { points, masses: result, fraction }
}

/** z at which the probability of crossing is `wanted`. */
export function boundaryFor(wanted: number, crossing: (z: number) => number): number {
  // Less than this cannot be told from nothing, and no data reaches the boundary.
  if (!(wanted > 1e-300)) return Infinity
  // Some have left before, so no boundary is above that of a test of this level alone.
  const highest = normalUpperQuantile(wanted) + 1e-9
  return findRoot((z) => wanted - crossing(z), -FAR, highest, 1e-11)
}
