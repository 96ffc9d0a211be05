import { normalUpperTail } from '../distributions/normal.ts'
import { panelAt, POINTS } from '../distributions/panels.ts'
import { gaussLegendre } from '../distributions/quadrature.ts'
import { logGamma } from '../distributions/stirling.ts'
import type { Side } from '../tests/result.ts'
import { criticalValue } from '../tests/wald.ts'

/** Standard deviations from 1 that a sample's deviation does not pass. */
const FARTHEST = 9

/**
 * Power of Student's t-test, both tails counted for a two-sided one: the normal tail beyond the
 * boundary, over all standard deviations that a sample may have.
 *
 * @param drift - the effect over its standard error
 * @see Chow, Shao, Wang (2008), Sample Size Calculations in Clinical Research, 3.2; R's power.t.test with strict = TRUE
 */
export function powerOfStudent(drift: number, df: number, alpha: number, side: Side): number {
  const bound = criticalValue(alpha, side, df)
  // Standard deviation of a sample over the true one: the root of chi-squared over df.
  const spread = FARTHEST / Math.sqrt(2 * df)
  const [low, high] = [Math.max(0, 1 - spread), 1 + spread]
  // The tail is a step where the boundary meets the effect, and narrow where alpha is small.
  const steep = Math.max(1, Math.abs(bound))
  const bends = [
    { at: 1, width: spread / FARTHEST },
    { at: Math.abs(drift) / steep, width: 1 / steep },
  ]
  let power = 0
  for (let from = low; from < high;) {
    const to = Math.min(high, from + panelAt(from, 1, bends))
    const { points, weights } = gaussLegendre(from, to, 1, POINTS)
    for (const [index, deviation] of points.entries()) {
      const up = side === 'less' ? 0 : normalUpperTail(bound * deviation - drift)
      const down = side === 'greater' ? 0 : normalUpperTail(bound * deviation + drift)
      power += (weights[index] as number) * density(deviation, df) * (up + down)
    }
    from = to
  }
  return power
}

function density(deviation: number, df: number): number {
  const half = df / 2
  const log =
    Math.LN2 +
    half * Math.log(half) -
    logGamma(half) +
    (df - 1) * Math.log(deviation) -
    half * deviation * deviation
  return Math.exp(log)
}
