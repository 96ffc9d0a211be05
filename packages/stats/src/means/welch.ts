import { StatsError } from '../errors.ts'
import type { Moments } from '../moments/moments.ts'
import { checkMoments } from '../moments/moments.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { waldTest } from '../tests/wald.ts'

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
  settings: TestSettings & { readonly nullValue?: number } = {},
): TestResult<'welch'> {
  const { squaredError, df } = differenceError(control, treatment)
  const { nullValue = 0 } = settings
  return waldTest(
    {
      method: 'welch',
      estimate: treatment.mean - control.mean,
      standardError: Math.sqrt(squaredError),
      df,
      nullValue,
    },
    settings,
  )
}

/**
 * Squared standard error of a difference of means, with Satterthwaite's degrees of freedom.
 *
 * @see Satterthwaite (1946), An approximate distribution of estimates of variance components
 * @throws StatsError as `compareMeans`
 */
export function differenceError(
  control: Moments,
  treatment: Moments,
): { readonly squaredError: number; readonly df: number } {
  checkMoments('control', control)
  checkMoments('treatment', treatment)
  const ofControl = control.variance / control.n
  const ofTreatment = treatment.variance / treatment.n
  const squaredError = ofControl + ofTreatment
  if (squaredError === 0) {
    throw new StatsError(
      'insufficient_data',
      'No value differs from another in either variant, so nothing tells how uncertain the means are. Wait for more data, or check the metric.',
    )
  }
  // Shares of the error, so that squares neither overflow nor vanish.
  const share = ofControl / squaredError
  const df =
    1 / ((share * share) / (control.n - 1) + ((1 - share) * (1 - share)) / (treatment.n - 1))
  return { squaredError, df }
}
