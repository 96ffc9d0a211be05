import { StatsError } from '../errors.ts'
import { checkFinite, checkNonNegative } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import { shown } from '../input/shown.ts'
import type { TestResult } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'

/** What must not get worse, and by how much at the most. */
export interface NonInferiority {
  /** From 0 on, in the units of the estimate: how much worse would still be accepted. */
  readonly margin: number
  readonly direction: 'higher_is_better' | 'lower_is_better'
  /** One-sided; default 0.05. */
  readonly alpha?: number
}

/** A test of being worse by the margin or more. */
export interface NonInferiorityResult extends TestResult<'non_inferiority'> {
  /** True when being worse by the margin or more is ruled out. */
  readonly isWithinMargin: boolean
}

/**
 * Tests a guardrail: rejects that the treatment is worse than the control by the margin or more.
 * One-sided; the interval excludes the margin exactly when p ≤ alpha.
 *
 * @param measured - a difference or a lift, with its standard error and degrees of freedom
 * @see Piaggio et al. (2012), Reporting of noninferiority and equivalence randomized trials, JAMA 308
 * @throws StatsError `invalid_input` for a negative margin, or a direction that is none
 */
export function testNonInferiority(
  measured: Pick<TestResult, 'estimate' | 'standardError' | 'df'>,
  guardrail: NonInferiority,
): NonInferiorityResult {
  checkRecord('measured', measured, 'estimate and standardError')
  checkRecord('guardrail', guardrail, 'margin, direction and alpha')
  const { margin, direction, alpha = 0.05 } = guardrail
  checkFinite('measured.estimate', measured.estimate)
  checkNonNegative('measured.standardError', measured.standardError)
  checkNonNegative('margin', margin)
  if (direction !== 'higher_is_better' && direction !== 'lower_is_better') {
    throw new StatsError(
      'invalid_input',
      `direction is ${shown(direction)}. Give "higher_is_better" or "lower_is_better".`,
    )
  }
  const isHigher = direction === 'higher_is_better'
  const result = waldTest(
    {
      method: 'non_inferiority',
      estimate: measured.estimate,
      standardError: measured.standardError,
      df: measured.df,
      nullValue: isHigher ? -margin : margin,
    },
    { alpha, side: isHigher ? 'greater' : 'less' },
  )
  return { ...result, isWithinMargin: result.p <= alpha }
}
