import { deviance, logGamma, stirlingError } from '../distributions/stirling.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkOpenShare, checkPriorUnits } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { Interval } from '../tests/result.ts'

const HALF_LOG_2PI = 0.9189385332046727

/** Beyond this logit a share, or what is left of it, is no double any more. */
const FARTHEST = 700

/** A prior of as many events still leaves the logarithm of the e-value its six digits. */
const LARGEST_PRIOR = 1e8

/** More steps than any counts take. */
const MOST_STEPS = 100

/** How events are counted and compared. */
export interface EventCountSettings {
  /** Share of all units that the treatment gets, in (0, 1). */
  readonly treatmentShare: number
  readonly alpha?: number
  /**
   * How many events the prior is worth, fixed before the start; default 20. Few suit large
   * effects, many suit small ones; 1e8 at the most.
   */
  readonly priorEvents?: number
}

/** An exact sequential comparison of two event rates. */
export interface EventCountResult {
  readonly method: 'event_counts'
  readonly settings: Required<EventCountSettings>
  /** Rate of the treatment over that of the control, 1 under the null; `undefined` before the first event. */
  readonly estimate: number | undefined
  /** Logarithm of the e-value; the test rejects at -log alpha. */
  readonly logE: number
  readonly p: number
  readonly logP: number
  /** For the ratio of rates: it excludes 1 exactly when p ≤ alpha. */
  readonly interval: Interval
}

/**
 * Compares how often something happens, exactly, at every look, from the first event on.
 *
 * Of all events, each is the treatment's with the probability of its share, when the variants do
 * not differ: no normal approximation, so it keeps its level for a canary of 1 % and rare events.
 * The e-value is a beta mixture over that probability, centred on the share; its logarithm is
 * off by no more than 1e-6 up to 2^53 events.
 *
 * @param control - events, at most one a unit or independent ones
 * @param treatment - events, counted the same way
 * @see Lindon, Malek (2022), Anytime-valid inference for multinomial count data, NeurIPS
 * @throws StatsError `invalid_input` for counts or shares that cannot be
 */
export function compareEventCounts(
  control: number,
  treatment: number,
  settings: EventCountSettings,
): EventCountResult {
  checkRecord('settings', settings, 'treatmentShare, alpha and priorEvents')
  const { treatmentShare, alpha = 0.05, priorEvents = 20 } = settings
  checkCount('control', control)
  checkCount('treatment', treatment)
  checkOpenShare('treatmentShare', treatmentShare)
  if (!(treatmentShare > 1e-12 && treatmentShare < 1 - 1e-12)) {
    throw new StatsError(
      'invalid_input',
      `treatmentShare is ${treatmentShare}. Below 1e-12, on either side, no event would come.`,
    )
  }
  checkOpenShare('alpha', alpha)
  checkPriorUnits('priorEvents', priorEvents)
  if (priorEvents > LARGEST_PRIOR) {
    throw new StatsError(
      'invalid_input',
      `priorEvents is ${priorEvents}. Give ${LARGEST_PRIOR} or less: a prior that is worth more leaves the events no digits.`,
    )
  }
  const a = priorEvents * treatmentShare
  const b = priorEvents * (1 - treatmentShare)
  const odds = treatmentShare / (1 - treatmentShare)
  const logEAt = mixtureAt({ a: a + treatment, b: b + control }, { a, b })
  const logE = logEAt(Math.log(odds))
  const logP = Math.min(0, -logE)
  return {
    method: 'event_counts',
    settings: { treatmentShare, alpha, priorEvents },
    estimate: control + treatment === 0 ? undefined : treatment / control / odds,
    logE,
    p: Math.exp(logP),
    logP,
    interval: plausibleRatios(logEAt, control, treatment, odds, -Math.log(alpha)),
  }
}

/** Ratios whose share of the treatment the e-value does not reject. */
function plausibleRatios(
  logEAt: (logit: number) => number,
  control: number,
  treatment: number,
  odds: number,
  threshold: number,
): Interval {
  // The observed share, which no alpha leaves out; without an event on one side, half of one.
  const centre = Math.log(Math.max(treatment, 0.5) / Math.max(control, 0.5))
  const depth = threshold - logEAt(centre)
  const slopeAt = (logit: number): number =>
    control / (1 + Math.exp(-logit)) - treatment / (1 + Math.exp(logit))
  const curvature = (control + treatment) / (2 + Math.exp(centre) + Math.exp(-centre))
  /** How far from the centre, to one side, the e-value reaches the threshold. */
  const reach = (side: 1 | -1): number => {
    if (!(depth > 0)) return 0
    const farthest = FARTHEST - side * centre
    // In logits the e-value is convex: a parabola leads near, and from beyond the edge Newton's
    // steps come down on it without ever passing.
    const start = side * slopeAt(centre)
    const near = (Math.sqrt(start * start + 2 * depth * curvature) - start) / curvature
    let distance = Math.min(near, farthest)
    for (let step = 0; step < MOST_STEPS; step++) {
      const logit = centre + side * distance
      const newton = (logEAt(logit) - threshold) / (side * slopeAt(logit))
      distance = Math.min(distance - newton, farthest)
      // The next step would be as small as the square of this one.
      if (Math.abs(newton) <= 1e-8 * distance) break
    }
    return distance
  }
  const ratioAt = (logit: number): number => Math.exp(logit) / odds
  return {
    low: treatment === 0 ? 0 : ratioAt(centre - reach(-1)),
    high: control === 0 ? Infinity : ratioAt(centre + reach(1)),
  }
}

interface Shapes {
  readonly a: number
  readonly b: number
}

/**
 * Logarithm of the e-value against any share, given by its logit, so that shares near 0 and near 1
 * keep their digits. The large terms meet in deviances, so that 1e15 events keep theirs.
 */
function mixtureAt(after: Shapes, prior: Shapes): (logit: number) => number {
  const { a, b } = after
  const n = a + b
  const logPrior = logGamma(prior.a) + logGamma(prior.b) - logGamma(prior.a + prior.b)
  const rest =
    stirlingError(a) +
    stirlingError(b) -
    stirlingError(n) -
    0.5 * Math.log(a * (b / n)) +
    HALF_LOG_2PI -
    logPrior
  return (logit) => {
    const [share, other] = [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(logit))]
    const excess = a * other - b * share
    return (
      deviance(a, n * share, excess) +
      deviance(b, n * other, -excess) +
      rest -
      prior.a * log1pExp(-logit) -
      prior.b * log1pExp(logit)
    )
  }
}

/** log(1 + exp(x)), for large x too. */
function log1pExp(x: number): number {
  return x > 40 ? x : Math.log1p(Math.exp(x))
}
