import {
  normalDensity,
  normalLowerTail,
  normalUpperQuantile,
  normalUpperTail,
} from '../distributions/normal.ts'
import { checkFinite, checkOpenShare, checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { Interval } from '../tests/result.ts'
import { standardise } from '../tests/wald.ts'

/** What is believed of an effect before any data. */
export interface EffectPrior {
  readonly mean: number
  /** Above 0. */
  readonly standardDeviation: number
}

/** What is believed of an effect after the data. */
export interface BayesResult<Method extends string> {
  readonly method: Method
  readonly settings: Readonly<Record<string, number>>
  /** Mean of the posterior of treatment - control. */
  readonly estimate: number
  /** Equal-tailed. */
  readonly interval: Interval
  /** Probability that the treatment is higher. */
  readonly chanceToWin: number
  /** What is lost on average by choosing the treatment: E[max(0, control - treatment)]. */
  readonly lossChooseTreatment: number
  /** What is lost on average by staying with the control: E[max(0, treatment - control)]. */
  readonly lossChooseControl: number
}

/**
 * Chance to win of a nearly normal estimate, with a normal prior, or a flat one without.
 *
 * Looked at again and again it is no test: with a flat prior, stopping when it passes 95 %
 * is wrong in about a third of all experiments without an effect.
 *
 * @see Gelman et al. (2013), Bayesian Data Analysis, 2.5
 * @throws StatsError `invalid_input` for numbers that cannot be
 */
export function chanceToWin(
  measured: { readonly estimate: number; readonly standardError: number },
  settings: { readonly prior?: EffectPrior; readonly alpha?: number } = {},
): BayesResult<'bayes_normal'> {
  checkRecord('measured', measured, 'estimate and standardError')
  checkRecord('settings', settings, 'prior and alpha')
  const { estimate, standardError } = measured
  const { prior, alpha = 0.05 } = settings
  checkFinite('estimate', estimate)
  checkPositive('standardError', standardError)
  checkOpenShare('alpha', alpha)
  const { mean, deviation } = posterior(estimate, standardError, prior)
  const z = standardise(mean, deviation)
  const reach = normalUpperQuantile(alpha / 2) * deviation
  return {
    method: 'bayes_normal',
    settings: {
      alpha,
      ...(prior !== undefined && {
        priorMean: prior.mean,
        priorStandardDeviation: prior.standardDeviation,
      }),
    },
    estimate: mean,
    interval: { low: mean - reach, high: mean + reach },
    chanceToWin: normalLowerTail(z),
    lossChooseTreatment: deviation * expectedShortfall(z),
    lossChooseControl: deviation * expectedShortfall(-z),
  }
}

function posterior(
  estimate: number,
  standardError: number,
  prior: EffectPrior | undefined,
): { readonly mean: number; readonly deviation: number } {
  if (prior === undefined) return { mean: estimate, deviation: standardError }
  checkRecord('prior', prior, 'mean and standardDeviation')
  checkFinite('prior.mean', prior.mean)
  checkPositive('prior.standardDeviation', prior.standardDeviation)
  // Share of what is believed that comes from the data.
  const ratio = standardError / prior.standardDeviation
  const weight = 1 / (1 + ratio * ratio)
  return {
    mean: prior.mean + weight * (estimate - prior.mean),
    deviation: standardError * Math.sqrt(weight),
  }
}

/** E[max(0, -(z + N))]: both terms have their digits, so what is left of them has twelve. */
function expectedShortfall(z: number): number {
  return Math.max(0, normalDensity(z) - z * normalUpperTail(z))
}
