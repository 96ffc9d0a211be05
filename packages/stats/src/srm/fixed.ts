import { incompleteGamma } from '../distributions/incomplete-gamma.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkOpenShare, checkShares } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'

/** Whether exposed units divide as the allocation planned. */
export interface SrmResult {
  readonly method: 'srm_chi_squared'
  readonly settings: { readonly alpha: number }
  readonly statistic: number
  readonly df: number
  /** In [0, 1]; 0 when a variant with a share of 0 has units. */
  readonly p: number
  readonly isMismatch: boolean
  /** Positions of variants that have units though their share is 0. */
  readonly unexpected: readonly number[]
}

/**
 * Chi-squared test for sample ratio mismatch, for one look.
 *
 * Looked at again and again it raises false alarms, some seventeen times its alpha over
 * 200 looks; `srmSequential` may be looked at as often as you like.
 *
 * @param observed - exposed units per variant; counts, two or more
 * @param shares - planned shares in the same order, summing to 1. Any unit in a variant with a
 *   share of 0 is a mismatch
 * @param settings - `alpha` defaults to 0.001
 * @see Fabijan et al. (2019), Diagnosing Sample Ratio Mismatch in Online Controlled Experiments, KDD
 * @throws StatsError `invalid_input` when lengths differ or shares do not sum to 1,
 *   `insufficient_data` before five units are expected in every variant
 */
export function srmTest(
  observed: readonly number[],
  shares: readonly number[],
  settings: { readonly alpha?: number } = {},
): SrmResult {
  checkRecord('settings', settings, 'alpha')
  const { alpha = 0.001 } = settings
  checkOpenShare('alpha', alpha)
  const { total, unexpected } = checkSplit(observed, shares)
  const planned = shares.filter((share) => share > 0)
  const df = planned.length - 1
  const result = { method: 'srm_chi_squared', settings: { alpha }, df, unexpected } as const
  if (unexpected.length > 0) return { ...result, statistic: Infinity, p: 0, isMismatch: true }
  const fewest = total * Math.min(...planned)
  if (fewest < 5) {
    throw new StatsError(
      'insufficient_data',
      `${total} units put ${fewest} into the smallest variant, and the test needs 5. Wait for more, or use srmSequential.`,
    )
  }
  let statistic = 0
  for (const [index, share] of shares.entries()) {
    if (share === 0) continue
    const expected = total * share
    statistic += ((observed[index] as number) - expected) ** 2 / expected
  }
  const p = incompleteGamma(df / 2, statistic / 2).upper
  return { ...result, statistic, p, isMismatch: p <= alpha }
}

/** Checks counts against their planned shares, and finds who should not be there. */
export function checkSplit(
  observed: readonly number[],
  shares: readonly number[],
): { readonly total: number; readonly unexpected: readonly number[] } {
  checkList('observed', observed, 'counts')
  checkList('shares', shares)
  if (observed.length !== shares.length) {
    throw new StatsError(
      'invalid_input',
      `${observed.length} counts and ${shares.length} shares. Give one of each for every variant.`,
    )
  }
  checkShares('shares', shares)
  let [planned, total] = [0, 0]
  for (const share of shares) if (share > 0) planned++
  if (planned < 2) {
    throw new StatsError('invalid_input', 'Fewer than two variants have a share above 0.')
  }
  const unexpected: number[] = []
  for (let index = 0; index < observed.length; index++) {
    const count = observed[index] as number
    // A name is made only where it is needed: this runs at every look of every rollout.
    if (!(Number.isSafeInteger(count) && count >= 0)) checkCount(`observed[${index}]`, count)
    total += count
    if (shares[index] === 0 && count > 0) unexpected.push(index)
  }
  checkCount('the number of units', total)
  return { total, unexpected }
}
