import type { RatioCovariateMoments } from '../covariates/cuped-ratio.ts'
import { cupedRatioEstimates, cupedRatioLiftParts } from '../covariates/cuped-ratio.ts'
import type { CovariateMoments } from '../covariates/covariate.ts'
import { cupedEstimates, cupedLiftParts } from '../covariates/cuped.ts'
import { StatsError } from '../errors.ts'
import type { LiftParts } from '../means/lift-parts.ts'
import { partsOf } from '../means/lift-parts.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { meanEstimate } from '../moments/estimate.ts'
import type { Effect } from '../pooling/effects.ts'
import { effectOfRates } from '../rates/effect.ts'
import { scored } from '../rates/compare-rates-score.ts'
import { FEWEST_EXPECTED, fewestExpected } from '../rates/expected.ts'
import type { Rate } from '../rates/rate.ts'
import { errorWhereAlike } from '../ratios/error-where-alike.ts'
import type { RatioMoments } from '../ratios/ratio.ts'
import { ratioEstimate } from '../ratios/ratio.ts'
import { adjustedRates, rateOf } from './binary.ts'
import { fewestOf } from './fewest-of.ts'
import type { ByVariant, MetricSummary, MetricTable } from './data.ts'
import type { AnalysisPlan, GuardrailPlan, MetricPlan } from './plan.ts'
import { relativeMeans, relativeRates, type RelativeEffect } from './relative-effect.ts'
import type { Refusal } from './refusal.ts'
import { orRefusal } from './refusal.ts'
import type { MarginScale, Scale } from './scale.ts'
import {
  differenceScale,
  fiellerScale,
  liftScale,
  rateDifferenceScale,
  rateLiftScale,
} from './scale.ts'
import type { EstimatePair, SteadyPair } from '../means/small-variant.ts'
import { steadyPair, steadyParts } from '../means/small-variant.ts'

/** One metric of a treatment against the control: the raw material of every test. */
export interface Measured {
  readonly control: { readonly n: number }
  readonly treatment: { readonly n: number }
  readonly difference: Scale
  /** Refused over a control mean of zero, which leaves the difference. */
  readonly lift: Scale | Refusal
  /** The lift that guardrails are read by, which is as exact at their margin as at 0. */
  readonly guardedLift: MarginScale | Refusal
  /** The difference with the error that it has where there is an effect; `df` where that is of t. */
  readonly effect: Effect & { readonly df?: number | undefined }
  /** How many times as much, in logarithms: of units watched for as long, it is the same on every day. */
  readonly relative: RelativeEffect | Refusal
  /** The rate of both variants together, for metrics that are rates. */
  readonly rate: number | undefined
  /** The counts, where they are too few for anything but an exact test. */
  readonly few?: RatePair
  /** The counts, where the plan compares them event by event. */
  readonly events?: RatePair & { readonly treatmentShare: number }
}

/** Two rates to be compared. */
export interface RatePair {
  readonly control: Rate
  readonly treatment: Rate
}

/**
 * Compares one metric of a treatment with the control, by the test that the plan names, or else
 * the one that fits what is known of it.
 *
 * @throws StatsError when it was not measured, or cannot be compared
 */
export function measure(
  plan: AnalysisPlan,
  metric: MetricPlan | GuardrailPlan,
  metrics: MetricTable,
  treatmentKey: string,
): Measured {
  const atMargin = ratioAtMargin(metric)
  const control = summaryOf(metric, metrics[metric.key], plan.control)
  const treatment = summaryOf(metric, metrics[metric.key], treatmentKey)
  if (control.kind === 'rate' && treatment.kind === 'rate') {
    const measured = rates(control, treatment, fewestOf(plan, metric))
    if (metric.test !== 'event_counts') return measured
    const treatmentShare = shareAmong(plan, treatmentKey)
    return { ...measured, events: { control, treatment, treatmentShare } }
  }
  if (control.kind === 'mean' && treatment.kind === 'mean') {
    if ('covariate' in control && 'covariate' in treatment)
      return adjusted(control, treatment, atMargin)
    const [c, t] = [rateOf(control), rateOf(treatment)]
    if (c !== undefined && t !== undefined) return rates(c, t, fewestOf(plan, metric))
    return plain(meanEstimate(control, 'control'), meanEstimate(treatment, 'treatment'), atMargin)
  }
  if (control.kind === 'ratio' && treatment.kind === 'ratio') {
    if ('covariate' in control && 'covariate' in treatment)
      return adjustedRatios(control, treatment, atMargin)
    return ratios(control, treatment, atMargin)
  }
  throw new StatsError(
    'invalid_input',
    `${metric.key} is a ${control.kind} in one variant and a ${treatment.kind} in the other.`,
  )
}

function rates(control: Rate, treatment: Rate, fewest: (share: number) => number): Measured {
  // Refuses rates that cannot be, or of which all or none did it.
  scored(control, treatment)
  const lift = orRefusal(() => rateLiftScale(control, treatment))
  const share = Math.min(control.n, treatment.n) / (control.n + treatment.n)
  const isFew = fewestExpected(control, treatment) < fewest(share)
  return {
    control,
    treatment,
    difference: rateDifferenceScale(control, treatment),
    lift,
    guardedLift: lift,
    effect: effectOfRates(control, treatment),
    relative: orRefusal(() => relativeRates(control, treatment)),
    rate: pooledRate(control, treatment),
    ...(isFew && { few: { control, treatment } }),
  }
}

function pooledRate(control: Rate, treatment: Rate): number {
  return (control.successes + treatment.successes) / (control.n + treatment.n)
}

/** Treated values over the control's, above 0, where a guardrail is at its margin; 1 where there is none. */
function ratioAtMargin(metric: MetricPlan | GuardrailPlan): number {
  if (!('margin' in metric)) return 1
  return metric.direction === 'lower_is_better' ? 1 + metric.margin : 1 - metric.margin
}

function plain(control: MeanEstimate, treatment: MeanEstimate, atMargin: number): Measured {
  const pair = { control, treatment }
  return withLifts('welch', pair, 'lift_delta', () => partsOf(control, treatment), atMargin)
}

/** Ratios, with the error that they have where they are alike when that is the larger one. */
function ratios(control: RatioMoments, treatment: RatioMoments, atMargin: number): Measured {
  const pair = {
    control: ratioEstimate(control, 'control'),
    treatment: ratioEstimate(treatment, 'treatment'),
  }
  const parts = (): LiftParts => partsOf(pair.control, pair.treatment)
  return withLifts('welch', pair, 'lift_delta', parts, atMargin, (ratio) =>
    errorWhereAlike(control, treatment, ratio),
  )
}

function adjusted(
  control: CovariateMoments,
  treatment: CovariateMoments,
  atMargin: number,
): Measured {
  const [c, t] = [rateOf(control), rateOf(treatment)]
  if (c === undefined || t === undefined) {
    return withLifts(
      'cuped',
      cupedEstimates(control, treatment),
      'lift_cuped',
      () => cupedLiftParts(control, treatment),
      atMargin,
    )
  }
  const expected = fewestExpected(c, t)
  if (expected < FEWEST_EXPECTED) {
    throw new StatsError(
      'insufficient_data',
      `${expected} events are expected in the smaller variant, and adjusting a rate by a covariate starts at ${FEWEST_EXPECTED}. Wait for more.`,
    )
  }
  const { estimates, parts, own } = adjustedRates(control, treatment)
  return {
    ...withLifts('cuped', estimates, 'lift_cuped', () => parts, atMargin),
    effect: differenceScale('cuped', own.control, own.treatment),
    relative: orRefusal(() => relativeRates(c, t)),
    rate: pooledRate(c, t),
  }
}

function adjustedRatios(
  control: RatioCovariateMoments,
  treatment: RatioCovariateMoments,
  atMargin: number,
): Measured {
  return withLifts(
    'cuped_ratio',
    cupedRatioEstimates(control, treatment),
    'lift_cuped_ratio',
    () => cupedRatioLiftParts(control, treatment),
    atMargin,
    // A covariate takes as much out of the one error as out of the other.
    (ratio) => errorWhereAlike(control, treatment, ratio),
  )
}

function withLifts(
  method: string,
  { control, treatment }: EstimatePair,
  liftMethod: string,
  ownParts: () => LiftParts,
  atMargin: number,
  timesWhereAlike: (ratio: number) => number = () => 1,
): Measured {
  const own = { control, treatment }
  const steady = steadyPair(own)
  const times = timesWhereAlike(1)
  // Below 0 what is worse by a margin is as much larger as it would be smaller above.
  const ratio = control.mean < 0 ? 2 - atMargin : atMargin
  const guarded = ratio === 1 ? steady : steadyPair(own, ratio)
  const guardedTimes = ratio !== 1 && ratio > 0 ? timesWhereAlike(ratio) : times
  const [c, t] = [timesError(steady.control, times), timesError(steady.treatment, times)]
  return {
    ...own,
    difference: { ...differenceScale(method, c, t), ...saidOf(steady, times) },
    lift: orRefusal(() => ({
      ...liftScale(liftMethod, timesErrors(steadyParts(ownParts(), own, steady), times)),
      ...saidOf(steady, times),
    })),
    guardedLift: orRefusal(() => ({
      ...fiellerScale(timesErrors(steadyParts(ownParts(), own, guarded), guardedTimes)),
      ...saidOf(guarded, guardedTimes),
    })),
    effect: differenceScale(method, steady.control, steady.treatment),
    relative: orRefusal(() => relativeMeans(steady.control, steady.treatment)),
    rate: undefined,
  }
}

function saidOf({ isWidened }: SteadyPair, times: number): Pick<Scale, 'said'> {
  if (!isWidened && times === 1) return {}
  return {
    said: {
      ...(isWidened && { spread: 'of_larger_variant' }),
      ...(times > 1 && { error: 'where_alike' }),
    },
  }
}

function timesError(estimate: MeanEstimate, times: number): MeanEstimate {
  return { ...estimate, squaredError: times * estimate.squaredError }
}

function timesErrors(parts: LiftParts, times: number): LiftParts {
  return {
    ...parts,
    treatedError: times * parts.treatedError,
    baseError: times * parts.baseError,
    commonError: times * parts.commonError,
  }
}

/** What is known of a metric in a variant, with a covariate only where the plan wants one. */
function summaryOf(
  { key, kind, test }: MetricPlan,
  summaries: ByVariant<MetricSummary> | undefined,
  variant: string,
): MetricSummary {
  const summary = summaries?.[variant]
  if (summary === undefined) {
    throw new StatsError('insufficient_data', `${key} was not measured in "${variant}".`)
  }
  if (summary.kind !== kind) {
    throw new StatsError(
      'invalid_input',
      `The plan says that ${key} is a ${kind}, and the data that it is a ${summary.kind}.`,
    )
  }
  if (test === 'cuped' && !('covariate' in summary)) {
    throw new StatsError(
      'invalid_input',
      `The plan adjusts ${key} by a covariate, and "${variant}" has none. Give it, or change the plan.`,
    )
  }
  if (!('covariate' in summary)) return summary
  // Some variants adjusted and others not would be two tests in one scorecard.
  if (test === 'cuped' || (test === undefined && hasCovariate(summaries ?? {}))) return summary
  const { covariate: _, ...rest } = summary
  return rest
}

/** Whether a metric has a covariate in every variant that has units. */
export function hasCovariate(summaries: ByVariant<MetricSummary>): boolean {
  const measured = Object.values(summaries).filter(({ n }) => n > 0)
  return measured.length > 0 && measured.every((summary) => 'covariate' in summary)
}

/** Share of the treatment among its units and the control's. */
function shareAmong({ variants, control }: AnalysisPlan, treatment: string): number {
  const share = (wanted: string): number => variants.find(({ key }) => key === wanted)?.share ?? 0
  return share(treatment) / (share(treatment) + share(control))
}
