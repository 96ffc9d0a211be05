/** Who needs more is on the way to a root of 0, as near as makes no difference. */
const MOST_STEPS = 300

/**
 * Where an increasing function is zero, by Chandrupatla's method: through three points where the
 * function is smooth enough for them to tell, else by halving.
 *
 * @param evaluate - increasing between the bounds
 * @param tolerance - how far off the root may be, as a share of its size
 * @returns the lower bound when the function is positive all over, the upper when negative
 * @see Chandrupatla (1997), A new hybrid quadratic/bisection algorithm, Adv. Eng. Softw. 28
 */
export function findRoot(
  evaluate: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-13,
): number {
  // The newest point, one on the other side of the root, and the one before.
  let [b, fb] = [low, evaluate(low)]
  if (fb >= 0) return low
  let [a, fa] = [high, evaluate(high)]
  if (fa <= 0) return high
  let share = 0.5
  for (let step = 0; step < MOST_STEPS; step++) {
    const x = a + share * (b - a)
    const value = evaluate(x)
    let [c, fc] = [a, fa]
    if (value > 0 !== fa > 0) [b, fb, c, fc] = [a, fa, b, fb]
    ;[a, fa] = [x, value]
    const nearest = Math.abs(fa) < Math.abs(fb) ? a : b
    const least = (tolerance * Math.max(Math.abs(nearest), 1e-300)) / Math.abs(b - a)
    if (!(least <= 0.5) || value === 0) return nearest
    const xi = (a - b) / (c - b)
    const phi = (fa - fb) / (fc - fb)
    const isSmooth = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi
    const inverse =
      (fa / (fb - fa)) * (fc / (fb - fc)) +
      (((c - a) / (b - a)) * (fa / (fc - fa)) * fb) / (fc - fb)
    share = isSmooth ? Math.min(1 - least, Math.max(least, inverse)) : 0.5
  }
  return a
}
