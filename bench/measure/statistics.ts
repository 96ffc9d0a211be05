/**
 * Finds a quantile by linear interpolation between the two nearest samples
 * (Hyndman and Fan 1996, type 7).
 *
 * @param samples - one or more, in any order
 * @param share - in `[0, 1]`
 */
export function quantile(samples: readonly number[], share: number): number {
  const ascending = samples.toSorted((a, b) => a - b)
  const place = (ascending.length - 1) * share
  const below = ascending[Math.floor(place)] ?? NaN
  const above = ascending[Math.ceil(place)] ?? NaN
  return below + (above - below) * (place % 1)
}

/** Finds the middle sample; that of two middle ones lies halfway. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5)
}
