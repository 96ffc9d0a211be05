import { checkPositive } from '../input/check.ts'
import type { Moments } from '../moments/moments.ts'
import { errorOfDifference, meanEstimate } from '../moments/estimate.ts'
import type { TestResult, TestSettings } from '../tests/result.ts'
import { readSettings, standardise } from '../tests/wald.ts'
import { twoSidedAlpha } from './asymptotic.ts'
import { oneSided } from './sides.ts'

/** How a mixture sequential probability ratio test is read. */
export interface MsprtSettings extends TestSettings {
  /** Variance of the effects that are looked for, in squared units of the metric; fixed before the start. */
  readonly mixingVariance: number
}

/**
 * Mixture sequential probability ratio test of a difference of means: valid at every look.
 *
 * @see Johari, Koomen, Pekelis, Walsh (2022), Always valid inference: continuous monitoring of A/B tests, Oper. Res. 70
 * @throws StatsError as `compareMeans`; `invalid_input` for a mixing variance that is not above 0
 */
export function compareMeansMsprt(
  control: Moments,
  treatment: Moments,
  settings: MsprtSettings,
): TestResult<'msprt'> {
  const { alpha, side } = readSettings(settings)
  const { mixingVariance } = settings
  checkPositive('mixingVariance', mixingVariance)
  const { squaredError: variance } = errorOfDifference(
    meanEstimate(control, 'control'),
    meanEstimate(treatment, 'treatment'),
  )
  const both = twoSidedAlpha(alpha, side)
  const estimate = treatment.mean - control.mean
  const standardError = Math.sqrt(variance)
  const sum = variance + mixingVariance
  const logPenalty = 0.5 * Math.log1p(mixingVariance / variance)
  const statistic = standardise(estimate, standardError)
  const logLikelihoodRatio = (mixingVariance / (2 * sum)) * statistic * statistic - logPenalty
  const reach =
    standardError * Math.sqrt(((2 * sum) / mixingVariance) * (logPenalty - Math.log(both)))
  return {
    method: 'msprt',
    settings: { alpha, side, mixingVariance },
    estimate,
    standardError,
    statistic,
    ...oneSided(
      Math.min(0, -logLikelihoodRatio),
      { low: estimate - reach, high: estimate + reach },
      estimate,
      side,
    ),
  }
}
