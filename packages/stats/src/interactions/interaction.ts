import { StatsError } from '../errors.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { checkEstimate } from '../moments/estimate.ts'
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
 * @throws StatsError as `compareMeans`; without an error in one of the two effects there is still
 *   that of the other
 */
export function testInteraction(
  { neither, first, second, both }: Overlap,
  settings: TestSettings = {},
): TestResult<'interaction'> {
  const cells = Object.entries({ neither, first, second, both })
  for (const [name, cell] of cells) checkEstimate(name, cell)
  const squaredError = cells.reduce((sum, [, cell]) => sum + cell.squaredError, 0)
  if (squaredError === 0) {
    throw new StatsError(
      'insufficient_data',
      'No value differs from another anywhere, so nothing tells how uncertain the means are. Wait for more data, or check the metric.',
    )
  }
  // Shares of the error, so that squares neither overflow nor vanish.
  const inverse = cells.reduce((sum, [, cell]) => {
    const share = cell.squaredError / squaredError
    return sum + (share * share) / (cell.n - 1)
  }, 0)
  return waldTest(
    {
      method: 'interaction',
      estimate: both.mean - second.mean - (first.mean - neither.mean),
      standardError: Math.sqrt(squaredError),
      df: 1 / inverse,
    },
    settings,
  )
}
