import { incompleteGamma } from '../distributions/incomplete-gamma.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkShares } from '../input/check.ts'
import { checkList } from '../input/form.ts'
import { FEWEST_EXPECTED } from '../rates/expected.ts'
import { fisherExact } from '../rates/fisher.ts'

/** How far shares have moved. */
export interface StabilityResult {
  readonly method: 'population_stability_index'
  /** From 0 on; by custom above 0.1 is worth a look, and above 0.25 a change. */
  readonly statistic: number
}

/**
 * Population stability index of shares in bins: sum of (after - before) log(after / before).
 *
 * @param before - shares, above 0, summing to 1
 * @param after - shares of the same bins
 * @see Siddiqi (2006), Credit Risk Scorecards, 10
 * @throws StatsError `undefined_estimand` for an empty bin, which would make it infinite
 */
export function populationStability(
  before: readonly number[],
  after: readonly number[],
): StabilityResult {
  checkSameLength(before, after)
  checkShares('before', before)
  checkShares('after', after)
  let statistic = 0
  for (const [index, expected] of before.entries()) {
    const actual = after[index] as number
    if (expected === 0 || actual === 0) {
      throw new StatsError(
        'undefined_estimand',
        `Bin ${index} is empty, so the index is infinite. Merge it with another.`,
      )
    }
    statistic += (actual - expected) * Math.log(actual / expected)
  }
  return { method: 'population_stability_index', statistic }
}

/** Whether counts in categories come from one distribution. */
export interface CategoryDriftResult {
  /** Fisher's exact test where two categories occur, one of them seldom. */
  readonly method: 'chi_squared_homogeneity' | 'fisher_exact'
  readonly statistic: number
  readonly df: number
  readonly p: number
}

/**
 * Chi-squared test that counts in categories have the same shares before and after. Of two
 * categories, one of which is expected fewer than five times on a side, p is Fisher's.
 *
 * @param before - counts
 * @param after - counts of the same categories
 * @see Pearson (1911), On the probability that two independent distributions of frequency are really samples from the same population, Biometrika 8
 * @throws StatsError `insufficient_data` with fewer than two categories that occur, nothing on a side,
 *   or fewer than five expected in one of three or more
 */
export function categoryDrift(
  before: readonly number[],
  after: readonly number[],
): CategoryDriftResult {
  checkSameLength(before, after)
  for (const [index, count] of before.entries()) {
    checkCount(`before[${index}]`, count)
    checkCount(`after[${index}]`, after[index] as number)
  }
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)
  const [left, right] = [sum(before), sum(after)]
  const used = before.filter((count, index) => count + (after[index] as number) > 0).length
  if (left === 0 || right === 0 || used < 2) {
    throw new StatsError(
      'insufficient_data',
      'Two categories have to occur, and counts on either side.',
    )
  }
  let statistic = 0
  for (const [index, count] of before.entries()) {
    const other = after[index] as number
    const both = count + other
    if (both === 0) continue
    for (const [seen, side] of [
      [count, left],
      [other, right],
    ] as const) {
      const expected = (both * side) / (left + right)
      statistic += (seen - expected) ** 2 / expected
    }
  }
  const df = used - 1
  const rarest = before.findIndex((count, index) => {
    const both = count + (after[index] as number)
    return both > 0 && (both * Math.min(left, right)) / (left + right) < FEWEST_EXPECTED
  })
  if (rarest >= 0) {
    if (used > 2) refuseRare(rarest)
    const { p } = fisherExact(
      { successes: before[rarest] as number, n: left },
      { successes: after[rarest] as number, n: right },
    )
    return { method: 'fisher_exact', statistic, df, p }
  }
  return {
    method: 'chi_squared_homogeneity',
    statistic,
    df,
    p: incompleteGamma(df / 2, statistic / 2).upper,
  }
}

function refuseRare(index: number): never {
  throw new StatsError(
    'insufficient_data',
    `Category ${index} is expected fewer than ${FEWEST_EXPECTED} times on a side. Merge it with another, or wait for more.`,
  )
}

function checkSameLength(before: readonly number[], after: readonly number[]): void {
  checkList('before', before)
  checkList('after', after)
  if (before.length === after.length) return
  throw new StatsError(
    'invalid_input',
    `${before.length} bins before and ${after.length} after. Give the same ones.`,
  )
}
