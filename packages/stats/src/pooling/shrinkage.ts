import { normalUpperQuantile } from '../distributions/normal.ts'
import { checkOpenShare } from '../input/check.ts'
import type { Interval } from '../tests/result.ts'
import type { Effect } from './effects.ts'
import { checkEffects, weightedMean } from './effects.ts'
import { heterogeneity } from './random-effects.ts'

/** An effect drawn towards what is usual. */
export interface ShrunkenEffect {
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  /** Share of the raw estimate that stays, tau² / (tau² + v), in [0, 1]. */
  readonly keep: number
}

/** Several effects, each drawn towards their mean. */
export interface ShrinkageResult {
  readonly method: 'empirical_bayes'
  readonly settings: { readonly alpha: number }
  readonly mean: number
  /** Variance between the effects. */
  readonly tau2: number
  /** In the order given. */
  readonly effects: readonly ShrunkenEffect[]
}

/**
 * Draws effects towards their mean, by how much they differ more than chance would make them:
 * takes the winner's curse out of the best of many.
 *
 * @param effects - three or more, of one kind
 * @see Efron, Morris (1975), Data analysis using Stein's estimator, J. Am. Stat. Assoc. 70
 * @throws StatsError `insufficient_data` below three
 */
export function shrinkEffects(
  effects: readonly Effect[],
  settings: { readonly alpha?: number } = {},
): ShrinkageResult {
  checkEffects(effects, 3)
  const { alpha = 0.05 } = settings
  checkOpenShare('alpha', alpha)
  const { tau2 } = heterogeneity(effects)
  const mean = weightedMean(effects, tau2)
  const z = normalUpperQuantile(alpha / 2)
  return {
    method: 'empirical_bayes',
    settings: { alpha },
    mean,
    tau2,
    effects: effects.map((effect) => {
      const keep = tau2 / (tau2 + effect.standardError * effect.standardError)
      const estimate = mean + keep * (effect.estimate - mean)
      const standardError = effect.standardError * Math.sqrt(keep)
      const reach = z * standardError
      const interval = { low: estimate - reach, high: estimate + reach }
      return { estimate, standardError, interval, keep }
    }),
  }
}
