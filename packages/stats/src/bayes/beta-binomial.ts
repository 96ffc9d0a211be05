import { betaLogitQuantile } from '../distributions/beta-quantile.ts'
import { findRoot } from '../distributions/find-root.ts'
import { incompleteBeta, logBetaPower } from '../distributions/incomplete-beta.ts'
import { gaussLegendre } from '../distributions/quadrature.ts'
import { checkOpenShare, checkPriorUnits } from '../input/check.ts'
import type { Rate } from '../rates/rate.ts'
import { checkRate } from '../rates/rate.ts'
import type { BayesResult } from './normal.ts'

/** Beta prior of a rate: as if `successes` of `successes + failures` had been seen before. */
export interface RatePrior {
  readonly successes: number
  readonly failures: number
}

/**
 * Chance to win of two rates with beta priors, exactly: by quadrature over the posterior of the
 * control, to ten digits, and not by drawing.
 *
 * @param settings - `prior` of both rates, default uniform (1 and 1)
 * @see Gelman et al. (2013), Bayesian Data Analysis, 2.4
 * @throws StatsError `invalid_input` for rates or priors that cannot be
 */
export function chanceToWinRates(
  control: Rate,
  treatment: Rate,
  settings: { readonly prior?: RatePrior; readonly alpha?: number } = {},
): BayesResult<'bayes_beta_binomial'> {
  checkRate('control', control)
  checkRate('treatment', treatment)
  const { prior = { successes: 1, failures: 1 }, alpha = 0.05 } = settings
  checkPriorUnits('prior.successes', prior.successes)
  checkPriorUnits('prior.failures', prior.failures)
  checkOpenShare('alpha', alpha)
  const c = posterior(control, prior)
  const t = posterior(treatment, prior)
  const difference = t.a / (t.a + t.b) - c.a / (c.a + c.b)
  const loss = expectedExcess(c, t)
  const gain = expectedExcess(t, c)
  return {
    method: 'bayes_beta_binomial',
    settings: { alpha, priorSuccesses: prior.successes, priorFailures: prior.failures },
    estimate: difference,
    interval: {
      low: differenceQuantile(c, t, alpha / 2),
      high: differenceQuantile(c, t, 1 - alpha / 2),
    },
    chanceToWin: probabilityAbove(c, t, 0),
    lossChooseTreatment: loss,
    lossChooseControl: gain,
  }
}

interface Beta {
  readonly a: number
  readonly b: number
}

function posterior({ successes, n }: Rate, prior: RatePrior): Beta {
  return { a: prior.successes + successes, b: prior.failures + n - successes }
}

/** Points that cover a beta distribution but for 1e-17 on either side, with its masses there. */
function massesOf({ a, b }: Beta): readonly (readonly [x: number, mass: number])[] {
  const low = betaLogitQuantile('lower', 1e-17, a, b)
  const high = betaLogitQuantile('upper', 1e-17, a, b)
  const { points, weights } = gaussLegendre(low, high, 12)
  return points.map((logit, index) => {
    const x = 1 / (1 + Math.exp(-logit))
    const y = 1 / (1 + Math.exp(logit))
    // In logits the density is x^a (1 - x)^b / B(a, b).
    return [x, (weights[index] as number) * Math.exp(logBetaPower(a, b, x, y))]
  })
}

/** P(treatment - control > difference). */
function probabilityAbove(control: Beta, treatment: Beta, difference: number): number {
  let sum = 0
  for (const [x, mass] of massesOf(control)) {
    sum += mass * incompleteBeta(treatment.a, treatment.b, clamp(x + difference)).upper
  }
  return Math.min(1, sum)
}

/** E[max(0, first - second)]: the mean of the first where it is higher, less that of the second. */
function expectedExcess(first: Beta, second: Beta): number {
  const mean = second.a / (second.a + second.b)
  let sum = 0
  for (const [x, mass] of massesOf(first)) {
    // x F(x) less the part of the second's mean that lies below x.
    const below = incompleteBeta(second.a, second.b, x).lower
    const partial = mean * incompleteBeta(second.a + 1, second.b, x).lower
    sum += mass * (x * below - partial)
  }
  return Math.max(0, sum)
}

function differenceQuantile(control: Beta, treatment: Beta, share: number): number {
  return findRoot((d) => 1 - probabilityAbove(control, treatment, d) - share, -1, 1, 1e-10)
}

function clamp(x: number): number {
  return Math.min(1, Math.max(0, x))
}
