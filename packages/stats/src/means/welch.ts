import { checkRecord } from '../input/form.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference, meanEstimate } from '../moments/estimate.ts'
import type { Moments } from '../moments/moments.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'

/** How a difference is tested. */
export interface DifferenceSettings extends TestSettings {
  /** Difference under the null; default 0. */
  readonly nullValue?: number
}

/**
 * Compares two means with Welch's t-test: treatment - control.
 *
 * Assumes independent units and means that are nearly normal, which 30 units are enough for
 * when values are not wild. Equal variances are not assumed.
 *
 * @param control - two units or more
 * @param treatment - two units or more
 * @see Welch (1947), The generalization of Student's problem, Biometrika 34
 * @throws StatsError `insufficient_data` for fewer than two units, or when no value differs
 *   from another in either variant; `invalid_input` for moments that cannot be
 */
export function compareMeans(
  control: Moments,
  treatment: Moments,
  settings: DifferenceSettings = {},
): TestResult<'welch'> {
  return compareEstimates(
    meanEstimate(control, 'control'),
    meanEstimate(treatment, 'treatment'),
    settings,
  )
}

/**
 * Compares two estimates as `compareMeans` does, such as ratios or adjusted means.
 *
 * @see Welch (1947), The generalization of Student's problem, Biometrika 34
 * @throws StatsError `insufficient_data` where neither estimate has an error, or one is of fewer than
 *   two units; `invalid_input` for estimates that cannot be
 */
export function compareEstimates(
  control: MeanEstimate,
  treatment: MeanEstimate,
  settings: DifferenceSettings = {},
): TestResult<'welch'> {
  checkRecord('settings', settings, 'alpha, side and nullValue')
  const { squaredError, df } = errorOfDifference(control, treatment)
  const { nullValue = 0 } = settings
  const estimate = treatment.mean - control.mean
  const standardError = Math.sqrt(squaredError)
  return waldTest({ method: 'welch', estimate, standardError, df, nullValue }, settings)
}
