const HALF_LOG_2PI = 0.9189385332046727

/**
 * What Stirling's formula misses: log Γ(x + 1) - ((x + ½) log x - x + ½ log 2π).
 *
 * Small and smooth, so products of huge and tiny factors are formed from it without loss.
 *
 * @param x - above 0
 * @see Loader (2000), Fast and accurate computation of binomial probabilities
 */
export function stirlingError(x: number): number {
  let shift = 0
  let large = x
  // The series has its 16 digits from 12 on; below, the recurrence leads there.
  while (large < 12) {
    shift += (large + 0.5) * Math.log1p(1 / large) - 1
    large++
  }
  const square = 1 / (large * large)
  const series =
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360))))) /
    large
  return series + shift
}

/** Natural logarithm of the gamma function, for x above 0. */
export function logGamma(x: number): number {
  return stirlingError(x) + (x + 0.5) * Math.log(x) - x + HALF_LOG_2PI - Math.log(x)
}

/**
 * x log(x / mean) + mean - x, the deviance of a count, without cancellation when they are close.
 *
 * @param x - from 0 on
 * @param mean - above 0
 * @param excess - x - mean, where the caller knows it more exactly than their difference
 * @see Loader (2000)
 */
export function deviance(x: number, mean: number, excess: number = x - mean): number {
  if (x === 0) return mean
  if (Math.abs(excess) > 0.1 * (x + mean)) return x * Math.log(x / mean) - excess
  const ratio = excess / (x + mean)
  const square = ratio * ratio
  let sum = excess * ratio
  let term = 2 * x * ratio
  for (let order = 3; ; order += 2) {
    term *= square
    const next = sum + term / order
    // Not `===`, so that NaN ends it too.
    if (!(Math.abs(next - sum) > 0)) return next
    sum = next
  }
}
