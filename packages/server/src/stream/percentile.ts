/**
 * The nearest-rank percentile: the smallest value that at least the given share does not exceed.
 *
 * @param values - in any order; left as they are
 * @param share - in `(0, 1]`
 * @returns `undefined` when there are no values
 */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1]
}
