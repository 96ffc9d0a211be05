/**
 * Where an increasing function is zero, by bisection that takes the secant where it may.
 *
 * @param evaluate - increasing between the bounds
 * @returns the lower bound when the function is positive all over, the upper when negative
 */
export function findRoot(
  evaluate: (x: number) => number,
  low: number,
  high: number,
  tolerance = 1e-13,
): number {
  let below = evaluate(low)
  if (below >= 0) return low
  let above = evaluate(high)
  if (above <= 0) return high
  for (let step = 0; step < 300; step++) {
    if (high - low <= tolerance * Math.max(Math.abs(low), Math.abs(high), 1e-300)) break
    const middle = low + (high - low) / 2
    // Illinois: the secant through the bracket, or its middle on every third step.
    const secant = low - (below * (high - low)) / (above - below)
    const x = step % 3 === 2 || !(secant > low && secant < high) ? middle : secant
    if (x <= low || x >= high) break
    const value = evaluate(x)
    if (value === 0) return x
    if (value < 0) {
      low = x
      below = value
      above /= 2
    } else {
      high = x
      above = value
      below /= 2
    }
  }
  return low + (high - low) / 2
}
