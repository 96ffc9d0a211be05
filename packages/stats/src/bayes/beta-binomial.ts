import { findRoot } from '../distributions/find-root.ts'
import { checkOpenShare, checkPriorUnits } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { Rate } from '../rates/rate.ts'
import { checkRate } from '../rates/rate.ts'
import type { Beta } from './logit-beta.ts'
import { massesOf, shiftedLogit, tailsAt } from './logit-beta.ts'
import type { BayesResult } from './normal.ts'

/** Beta prior of a rate: as if `successes` of `successes + failures` had been seen before. */
export interface RatePrior {
  readonly successes: number
  readonly failures: number
}

/**
 * Chance to win of two rates with beta priors, by quadrature and not by drawing: it is off by no
 * more than 1e-9, for priors from 0.001 on and for rates at 0 and 1 as well. A chance near 0 has
 * fewer digits of its own, some six at 1e-43.
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
  checkRecord('settings', settings, 'prior and alpha')
  const { prior = { successes: 1, failures: 1 }, alpha = 0.05 } = settings
  checkRecord('prior', prior, 'successes and failures')
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

function posterior({ successes, n }: Rate, prior: RatePrior): Beta {
  return { a: prior.successes + successes, b: prior.failures + n - successes }
}

/** P(treatment - control > difference). */
function probabilityAbove(control: Beta, treatment: Beta, difference: number): number {
  let sum = 0
  for (const [logit, mass] of massesOf(control, treatment, difference)) {
    sum += mass * tailsAt(treatment, shiftedLogit(logit, difference)).upper
  }
  return Math.min(1, sum)
}

/** E[max(0, first - second)]: the mean of the first where it is higher, less that of the second. */
function expectedExcess(first: Beta, second: Beta): number {
  const mean = second.a / (second.a + second.b)
  const raised = { a: second.a + 1, b: second.b }
  let sum = 0
  for (const [logit, mass] of massesOf(first, second, 0)) {
    // x F(x) less the part of the second's mean that lies below x.
    const x = 1 / (1 + Math.exp(-logit))
    sum += mass * (x * tailsAt(second, logit).lower - mean * tailsAt(raised, logit).lower)
  }
  return Math.max(0, sum)
}

function differenceQuantile(control: Beta, treatment: Beta, share: number): number {
  const [c, t] = [spreadOf(control), spreadOf(treatment)]
  // No distribution has more than 1 / k² beyond k standard deviations (Chebyshev).
  const reach = Math.sqrt((c.variance + t.variance) / Math.min(share, 1 - share)) * (1 + 1e-9)
  const low = Math.max(-1, t.mean - c.mean - reach)
  const high = Math.min(1, t.mean - c.mean + reach)
  return findRoot((d) => 1 - probabilityAbove(control, treatment, d) - share, low, high, 1e-10)
}

function spreadOf({ a, b }: Beta): { readonly mean: number; readonly variance: number } {
  const all = a + b
  return { mean: a / all, variance: ((a / all) * (b / all)) / (all + 1) }
}
