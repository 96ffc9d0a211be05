import { checkCount, checkOpenShare, checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import { DEFAULT_TUNED_FOR } from '../sequential/asymptotic.ts'
import type { Effect } from './effects.ts'
import { weightedMean } from './effects.ts'
import type { Heterogeneity } from './random-effects.ts'
import { heterogeneity } from './random-effects.ts'

/** How heterogeneity is read that may be looked at as often as you like. */
export interface HeterogeneitySequentialSettings {
  readonly alpha?: number
  /** Units behind all effects together, at this look. */
  readonly n: number
  /** Units, of effects that are alike in size, at which it is sharpest; fixed before the start. Default 5000. */
  readonly tunedFor?: number
}

/** Heterogeneity whose p holds at every look. */
export interface HeterogeneitySequential extends Heterogeneity {
  readonly method: 'heterogeneity_mixture'
  readonly settings: {
    readonly alpha: number
    readonly tunedFor: number
    /** Variance between the effects that is looked for. */
    readonly mixingVariance: number
  }
  readonly logP: number
}

/** Steps after which the best variance stands still. */
const STEPS = 60

/**
 * Tests whether effects differ, such as those of several segments, at every look: p is one over
 * the likelihood ratio of effects that differ with a variance fixed beforehand to effects that do
 * not, whatever all have in common. Q, I² and the estimated variance are those of `heterogeneity`.
 * The plain test, asked of eight segments on each of 28 days, finds a difference in a quarter of
 * all effects that have none; this one
 * in 2 %, and in 1 % or less of thirty of unlike size. Of effects that vary by a tenth of what a
 * unit does it finds 98 % over these days.
 *
 * The variance follows from the error of all effects together and `tunedFor`, as a confidence
 * sequence is tuned, so only what a unit varies by is taken from the data. Errors are taken for
 * known: each effect needs as many units as a sequence does (`checkSequentialMinimum`).
 *
 * @param effects - two or more, independent, each of the same units as before and newer ones
 * @see Johari, Koomen, Pekelis, Walsh (2022), Always valid inference: continuous monitoring of A/B tests, Oper. Res. 70; Lai (1976), On confidence sequences, Ann. Stat. 4, for the level that drops out
 * @throws StatsError as `heterogeneity`, and `invalid_input` for settings that cannot be
 */
export function heterogeneitySequential(
  effects: readonly Effect[],
  settings: HeterogeneitySequentialSettings,
): HeterogeneitySequential {
  checkRecord('settings', settings, 'n, alpha and tunedFor')
  const { alpha = 0.05, n, tunedFor = DEFAULT_TUNED_FOR } = settings
  checkOpenShare('alpha', alpha)
  checkCount('n', n, 2)
  checkPositive('tunedFor', tunedFor)
  const plain = heterogeneity(effects)
  const weights = effects.reduce((sum, { standardError }) => sum + 1 / standardError ** 2, 0)
  // What an effect's squared error would be at that many units, were all alike in size.
  const there = ((effects.length / weights) * n) / tunedFor
  const mixing = there * sharpest(alpha, plain.df)
  checkPositive('the mixing variance that tunedFor asks for', mixing)
  const logP = Math.min(0, logLikelihood(effects, 0) - logLikelihood(effects, mixing))
  return {
    method: 'heterogeneity_mixture',
    settings: { alpha, tunedFor, mixingVariance: mixing },
    ...plain,
    p: Math.exp(logP),
    logP,
  }
}

/**
 * The variance, in squared errors, for which the least Q is enough: of one degree of freedom it is
 * that of a confidence sequence.
 */
function sharpest(alpha: number, df: number): number {
  const least = (-2 * Math.log(alpha)) / df
  let variance = least
  for (let step = 0; step < STEPS; step++) variance = least + Math.log1p(variance)
  return variance
}

/** Of effects that vary by as much around a mean that may be anything. */
function logLikelihood(effects: readonly Effect[], between: number): number {
  const mean = weightedMean(effects, between)
  let [logs, weights, q] = [0, 0, 0]
  for (const { estimate, standardError } of effects) {
    const variance = standardError * standardError + between
    logs += Math.log(variance)
    weights += 1 / variance
    q += (estimate - mean) ** 2 / variance
  }
  return -0.5 * (logs + Math.log(weights) + q)
}
