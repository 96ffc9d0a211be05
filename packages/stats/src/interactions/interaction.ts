import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'

/** What is known of a metric where two experiments overlap. */
export interface Overlap {
  /** In the control of both. */
  readonly neither: MeanEstimate
  /** In the treatment of the first alone. */
  readonly first: MeanEstimate
  /** In the treatment of the second alone. */
  readonly second: MeanEstimate
  /** In the treatment of both. */
  readonly both: MeanEstimate
}

/**
 * Tests whether two experiments that share units change each other's effect: the effect of the
 * first in the treatment of the second, less that in its control.
 *
 * @see Kohavi, Tang, Xu (2020), Trustworthy Online Controlled Experiments, 4
 * @throws StatsError as `compareMeans`, for each of the two effects
 */
export function testInteraction(
  { neither, first, second, both }: Overlap,
  settings: TestSettings = {},
): TestResult<'interaction'> {
  const without = errorOfDifference(neither, first)
  const within = errorOfDifference(second, both)
  const squaredError = without.squaredError + within.squaredError
  // Shares of the error, so that squares neither overflow nor vanish.
  const share = without.squaredError / squaredError
  const rest = within.squaredError / squaredError
  const df = 1 / ((share * share) / without.df + (rest * rest) / within.df)
  return waldTest(
    {
      method: 'interaction',
      estimate: both.mean - second.mean - (first.mean - neither.mean),
      standardError: Math.sqrt(squaredError),
      df,
    },
    settings,
  )
}
