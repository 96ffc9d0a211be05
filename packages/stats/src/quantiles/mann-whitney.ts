import { StatsError } from '../errors.ts'
import { checkRecord } from '../input/form.ts'
import type { Side } from '../tests/result.ts'
import { checkSide, tailOf } from '../tests/wald.ts'
import { sortedValues } from './quantile.ts'

/** Whether values of one variant tend to be larger. */
export interface MannWhitneyResult {
  readonly method: 'mann_whitney'
  readonly settings: { readonly side: Side }
  /** Pairs in which the treatment is larger; half for ties. */
  readonly u: number
  /** U over all pairs: the chance that a treated value is the larger one; one half under the null. */
  readonly estimate: number
  readonly statistic: number
  readonly p: number
  readonly logP: number
}

/**
 * Mann and Whitney's U test by the normal approximation, corrected for ties and continuity.
 * It compares distributions, not means.
 *
 * Assumes some twenty values in each variant.
 *
 * @see Mann, Whitney (1947), Ann. Math. Stat. 18; Hollander, Wolfe (1999) for the corrections
 * @throws StatsError `insufficient_data` when all values are equal, or a variant has none
 */
export function mannWhitney(
  control: readonly number[] | Float64Array,
  treatment: readonly number[] | Float64Array,
  settings: { readonly side?: Side } = {},
): MannWhitneyResult {
  checkRecord('settings', settings, 'side')
  const { side = 'two_sided' } = settings
  checkSide(side)
  const left = sortedValues(control)
  const right = sortedValues(treatment)
  const [m, n] = [left.length, right.length]
  let u = 0
  let ties = 0
  let [below, upTo] = [0, 0]
  for (let index = 0; index < n;) {
    const value = right[index] as number
    while (below < m && (left[below] as number) < value) below++
    upTo = Math.max(upTo, below)
    while (upTo < m && left[upTo] === value) upTo++
    let same = 0
    for (; index < n && right[index] === value; index++) same++
    u += same * (below + (upTo - below) / 2)
    const tied = same + upTo - below
    ties += tied ** 3 - tied
  }
  ties += tiesWithin(left, right)
  const total = m + n
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)))
  if (!(variance > 0)) {
    throw new StatsError(
      'insufficient_data',
      'All values are equal, so there is nothing to compare.',
    )
  }
  const excess = u - (m * n) / 2
  const correction =
    side === 'two_sided' ? Math.sign(excess) * 0.5 : side === 'greater' ? 0.5 : -0.5
  const statistic = (excess - correction) / Math.sqrt(variance)
  return {
    method: 'mann_whitney',
    settings: { side },
    u,
    estimate: u / (m * n),
    statistic,
    ...tailOf(statistic, undefined, side),
  }
}

/** Ties among values of the control that the treatment does not have. */
function tiesWithin(left: Float64Array, right: Float64Array): number {
  const others = new Set(right)
  let sum = 0
  for (let index = 0; index < left.length;) {
    const value = left[index] as number
    let same = 0
    for (; index < left.length && left[index] === value; index++) same++
    if (!others.has(value)) sum += same ** 3 - same
  }
  return sum
}
