import { gaussLegendre } from '../distributions/quadrature.ts'
import type { Effect } from './effects.ts'

/** A variance between effects that may be, with how probable it is after the data. */
export interface PossibleSpread {
  readonly tau2: number
  readonly weight: number
  /** Of the effects at that variance: their weighted mean, and its squared error. */
  readonly mean: number
  readonly squaredError: number
}

/**
 * Variances between effects that the data leaves possible: their posterior, with the common mean
 * integrated out. Every size of the variance is as likely beforehand, which makes up for an
 * estimate of it that may be 0 by chance; of three effects every size of its square root, since
 * they say too little of a variance of any size.
 *
 * @param around - an estimate of the variance, to know where to look
 * @see Morris (1983), Parametric empirical Bayes inference, J. Am. Stat. Assoc. 78; Gelman et al. (2013), Bayesian Data Analysis, 5.4
 */
export function spreadsOf(effects: readonly Effect[], around: number): readonly PossibleSpread[] {
  const variances = effects.map(({ standardError }) => standardError * standardError)
  const middle = variances.toSorted((left, right) => left - right)[effects.length >> 1] as number
  const scale = Math.sqrt(middle + around)
  // From 0 to infinity by u / (1 - u), with panels that narrow as the posterior does.
  const panels = 8 + Math.ceil(Math.sqrt(effects.length) / 3)
  const { points, weights } = gaussLegendre(0, 1, panels)
  const found = points.map((u, index) => {
    const tau = (scale * u) / (1 - u)
    const { mean, squaredError, logLikelihood } = marginal(effects, tau * tau)
    const logPrior = effects.length > 3 ? Math.log(tau) : 0
    const logWeight =
      logLikelihood + logPrior + Math.log(weights[index] as number) - 2 * Math.log1p(-u)
    return { tau2: tau * tau, mean, squaredError, logWeight }
  })
  const highest = Math.max(...found.map(({ logWeight }) => logWeight))
  const sum = found.reduce((all, { logWeight }) => all + Math.exp(logWeight - highest), 0)
  return found.map(({ logWeight, ...spread }) => ({
    ...spread,
    weight: Math.exp(logWeight - highest) / sum,
  }))
}

/** Mean squared distance of each effect from an estimate of it, over all possible spreads. */
export function squaredErrorsAround(
  effects: readonly Effect[],
  estimates: readonly number[],
  spreads: readonly PossibleSpread[],
): readonly number[] {
  return effects.map(({ estimate, standardError }, index) => {
    const variance = standardError * standardError
    let sum = 0
    for (const { tau2, weight, mean, squaredError } of spreads) {
      const keep = tau2 / (tau2 + variance)
      const rest = 1 - keep
      const distance = mean + keep * (estimate - mean) - (estimates[index] as number)
      sum += weight * (keep * variance + rest * rest * squaredError + distance * distance)
    }
    return sum
  })
}

function marginal(
  effects: readonly Effect[],
  tau2: number,
): { readonly mean: number; readonly squaredError: number; readonly logLikelihood: number } {
  let weights = 0
  let sum = 0
  let logs = 0
  for (const { estimate, standardError } of effects) {
    const total = standardError * standardError + tau2
    weights += 1 / total
    sum += estimate / total
    logs += Math.log(total)
  }
  const mean = sum / weights
  let q = 0
  for (const { estimate, standardError } of effects) {
    q += (estimate - mean) ** 2 / (standardError * standardError + tau2)
  }
  return { mean, squaredError: 1 / weights, logLikelihood: -0.5 * (logs + Math.log(weights) + q) }
}
