import { deviance, stirlingError } from '../distributions/stirling.ts'
import { StatsError } from '../errors.ts'
import { checkOpenShare, checkPriorUnits } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import { checkSplit } from './fixed.ts'

/** Whether exposed units divide as planned, to be looked at as often as you like. */
export interface SequentialSrmResult {
  readonly method: 'srm_sequential'
  readonly settings: { readonly alpha: number; readonly priorUnits: number }
  /** Logarithm of the Bayes factor against the planned shares at the last look. */
  readonly logBayesFactor: number
  /** Smallest over all looks. */
  readonly p: number
  readonly logP: number
  readonly isMismatch: boolean
  /** Positions of variants that have units though their share is 0. */
  readonly unexpected: readonly number[]
}

/**
 * Test for sample ratio mismatch that is valid under repeated looks.
 *
 * @param looks - exposed units per variant at every look so far, cumulative; or the last one
 *   alone, which forgets what earlier ones have found
 * @param shares - planned shares in the same order, summing to 1
 * @param settings - `alpha` defaults to 0.001; `priorUnits`, how many units the Dirichlet prior
 *   around the shares is worth, to 1000
 * @see Lindon, Malek (2022), Anytime-valid inference for multinomial count data, NeurIPS
 * @throws StatsError `invalid_input` when lengths differ or shares do not sum to 1
 */
export function srmSequential(
  looks: readonly (readonly number[])[],
  shares: readonly number[],
  settings: { readonly alpha?: number; readonly priorUnits?: number } = {},
): SequentialSrmResult {
  checkRecord('settings', settings, 'alpha and priorUnits')
  checkList('looks', looks, 'counts by variant')
  checkList('shares', shares)
  const { alpha = 0.001, priorUnits = 1000 } = settings
  checkOpenShare('alpha', alpha)
  checkPriorUnits('priorUnits', priorUnits)
  // Each look checks the shares as well.
  if (looks.length === 0) {
    checkSplit(
      shares.map(() => 0),
      shares,
    )
  }
  let before: readonly number[] = []
  let logBayesFactor = 0
  let logP = 0
  let unexpected: readonly number[] = []
  for (const counts of looks) {
    const split = checkSplit(counts, shares)
    checkCumulative(counts, before)
    before = counts
    if (split.unexpected.length > 0) unexpected = split.unexpected
    logBayesFactor = bayesFactor(counts, shares, split.total, priorUnits)
    logP = Math.min(logP, -logBayesFactor)
  }
  if (unexpected.length > 0) logP = -Infinity
  return {
    method: 'srm_sequential',
    settings: { alpha, priorUnits },
    logBayesFactor,
    p: Math.exp(logP),
    logP,
    isMismatch: logP <= Math.log(alpha),
    unexpected,
  }
}

/** Refuses a look with fewer units than the one before it, such as that of a day alone. */
function checkCumulative(counts: readonly number[], before: readonly number[]): void {
  for (const [index, count] of counts.entries()) {
    if (count >= (before[index] ?? 0)) continue
    throw new StatsError(
      'invalid_input',
      `Variant ${index} has ${count} units after ${before[index]}. Give cumulative counts: all units so far.`,
    )
  }
}

/** Dirichlet-multinomial marginal likelihood over that of the planned shares. */
function bayesFactor(
  counts: readonly number[],
  shares: readonly number[],
  total: number,
  priorUnits: number,
): number {
  // By Stirling's formula the large terms meet in deviances, so that 1e12 units keep their digits.
  const all = priorUnits + total
  let sum = stirlingError(priorUnits) - stirlingError(all) + 0.5 * Math.log(all / priorUnits)
  for (const [index, share] of shares.entries()) {
    if (share === 0) continue
    const count = counts[index] as number
    const prior = priorUnits * share
    const after = prior + count
    sum +=
      deviance(after, all * share, count - total * share) +
      stirlingError(after) -
      stirlingError(prior) -
      0.5 * Math.log(after / prior)
  }
  return sum
}
