import { StatsError } from '../errors.ts'
import type { Moments } from '../moments/moments.ts'
import { checkMoments } from '../moments/moments.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'

/** Units that were alike before the start, such as those of one country. */
export interface Stratum {
  readonly control: Moments
  readonly treatment: Moments
}

/**
 * Compares means stratum by stratum, weighted by the units of each: differences between
 * strata no longer count as noise.
 *
 * @param strata - by something that the variant cannot change; each with two units or more
 *   in either variant. Merge small ones
 * @see Miratrix, Sekhon, Yu (2013), Adjusting treatment effect estimates by post-stratification, J. R. Stat. Soc. B 75
 * @throws StatsError `insufficient_data` for a stratum with fewer than two units in a variant
 */
export function compareMeansStratified(
  strata: readonly Stratum[],
  settings: TestSettings = {},
): TestResult<'post_stratified'> {
  let total = 0
  for (const [index, { control, treatment }] of strata.entries()) {
    checkMoments(`strata[${index}].control`, control)
    checkMoments(`strata[${index}].treatment`, treatment)
    total += control.n + treatment.n
  }
  let estimate = 0
  let squaredError = 0
  const parts: { readonly part: number; readonly df: number }[] = []
  for (const { control, treatment } of strata) {
    const weight = (control.n + treatment.n) / total
    estimate += weight * (treatment.mean - control.mean)
    for (const { n, variance } of [control, treatment]) {
      const part = (weight * weight * variance) / n
      squaredError += part
      parts.push({ part, df: n - 1 })
    }
  }
  if (squaredError === 0) {
    throw new StatsError(
      'insufficient_data',
      strata.length === 0
        ? 'There is no stratum. Give one or more.'
        : 'No value differs from another in any stratum. Wait for more data, or check the metric.',
    )
  }
  // Shares of the error, so that squares neither overflow nor vanish.
  const df = 1 / parts.reduce((sum, one) => sum + (one.part / squaredError) ** 2 / one.df, 0)
  const standardError = Math.sqrt(squaredError)
  return waldTest({ method: 'post_stratified', estimate, standardError, df }, settings)
}
