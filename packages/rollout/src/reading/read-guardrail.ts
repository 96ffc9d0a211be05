import type { Interval, MeanEstimate, MetricSummary } from '@sluice/stats'
import {
  compareEventCounts,
  meanEstimate,
  rateEstimate,
  ratioEstimate,
  StatsError,
} from '@sluice/stats'
import type { GuardrailTest, RolloutGuardrail } from '../plan/plan.ts'
import { comparedMeans } from './compare-means.ts'
import { comparedRates, countedEvents } from './compare-rates.ts'
import type { Compared } from './compared.ts'
import type { MeasuredMetric, MetricReading } from './measurement.ts'

/** What is known of a guardrail. */
export type GuardrailFinding =
  /** Worse by more than the margin. */
  | 'harmed'
  /** Worse by more than the margin, or not so, by a handful of units alone. */
  | 'suspect'
  /** The harm that must be ruled out is ruled out. */
  | 'clear'
  /** After a rollback: less than the harm, and not shown to be as it was before. */
  | 'better'
  | 'unclear'
  /** Too little to tell yet; more data will help. */
  | 'too_little'
  /** Numbers that are none, or no answer at all. */
  | 'unreadable'

/** A guardrail as it was read at one look. */
export interface GuardrailReading {
  readonly metric: string
  readonly finding: GuardrailFinding
  /**
   * What was decided by, and whose interval this is: with too few events for `asymptotic_cs`, or
   * none in the control, they are counted exactly.
   */
  readonly method?: GuardrailTest
  /** How much more, relative to the control: an estimate with its interval. */
  readonly relative?: {
    readonly estimate: number | null
    readonly low: number
    readonly high: number | null
  }
  /** Why it could not be read. */
  readonly because?: string
}

/**
 * Reads one guardrail by a test that may be looked at as often as you like.
 *
 * @param treatmentShare - planned share of the treatment among compared units, in `(0, 1)`
 */
export function readGuardrail(
  guardrail: RolloutGuardrail,
  reading: MetricReading | undefined,
  treatmentShare: number,
): GuardrailReading {
  const { metric } = guardrail
  if (reading === undefined) {
    return { metric, finding: 'unreadable', because: `${metric} was not measured.` }
  }
  if ('fault' in reading) return { metric, finding: 'unreadable', because: reading.fault }
  try {
    const compared = comparedBy(guardrail, reading.control, reading.treatment, treatmentShare)
    const { method, estimate, interval, isEarly, because } = compared
    const found = findingOf(guardrail, interval, reading.treatment)
    // What does not tell yet because it is early is too little, and not unclear.
    const isTooLittle = isEarly === true && found === 'unclear'
    if (reading.without !== undefined) {
      const others = readGuardrail(guardrail, withoutThem(reading.without), treatmentShare)
      const isHarmed = found === 'harmed'
      if (isHarmed !== (others.finding === 'harmed')) {
        const because = handful(metric, reading.without.units, isHarmed)
        return { metric, finding: 'suspect', method, ...relativeOf(estimate, interval), because }
      }
      // Harm is ruled out by the others, or not yet.
      if (found === 'clear' && others.finding !== 'clear') return others
    }
    return {
      metric,
      finding: isTooLittle ? 'too_little' : found,
      method,
      ...relativeOf(estimate, interval),
      ...(isTooLittle && because !== undefined && { because }),
    }
  } catch (error) {
    if (!(error instanceof StatsError)) throw error
    const finding = error.category === 'invalid_input' ? 'unreadable' : 'too_little'
    return { metric, finding, because: error.message }
  }
}

function withoutThem({ control, treatment }: MeasuredMetric): MetricReading {
  return { control, treatment }
}

function handful(metric: string, units: number, isHarmed: boolean): string {
  const found = isHarmed
    ? `is worse by no more than ${units} units: without them, and without whoever does as much, no harm is shown`
    : `is not shown to be worse by no more than ${units} units: without them, and without whoever does as much, it is`
  return `${metric} ${found}. Somebody may have made them up. Find out who they are; whoever pauses and resumes the rollout says that what came until then is good.`
}

/** An infinite bound is none in JSON: null says "no bound", and no interval that both are infinite. */
function relativeOf(
  estimate: number | undefined,
  { low, high }: Interval,
): Pick<GuardrailReading, 'relative'> {
  if (!Number.isFinite(low)) return {}
  return {
    relative: {
      estimate: estimate !== undefined && Number.isFinite(estimate) ? estimate : null,
      low,
      high: Number.isFinite(high) ? high : null,
    },
  }
}

function comparedBy(
  { test, alpha, metric }: RolloutGuardrail,
  control: MetricSummary,
  treatment: MetricSummary,
  treatmentShare: number,
): Compared {
  if (control.kind !== treatment.kind) {
    throw new StatsError('invalid_input', `${metric} is a ${control.kind} and a ${treatment.kind}.`)
  }
  if (control.kind === 'rate' && treatment.kind === 'rate') {
    const compare = test === 'event_count_sequential' ? countedEvents : comparedRates
    return compare(control, treatment, { treatmentShare, alpha })
  }
  if (test === 'event_count_sequential') {
    throw new StatsError('invalid_input', `${metric} is no rate, so there are no events to count.`)
  }
  return comparedMeans(estimateOf(control), estimateOf(treatment), alpha)
}

function estimateOf(summary: MetricSummary): MeanEstimate {
  if (summary.kind === 'rate') return rateEstimate(summary)
  return summary.kind === 'mean' ? meanEstimate(summary) : ratioEstimate(summary)
}

function findingOf(
  guardrail: RolloutGuardrail,
  { low, high }: Interval,
  treatment: MetricSummary,
): GuardrailFinding {
  // Turned so that more is worse.
  const isLower = guardrail.direction === 'lower_is_better'
  const [best, worst] = isLower ? [low, high] : [-high, -low]
  if (best > guardrail.marginRelative) {
    return isNegligible(guardrail, treatment) ? 'clear' : 'harmed'
  }
  if (worst < guardrail.mustRuleOutRelative || isNegligible(guardrail, treatment)) return 'clear'
  return 'unclear'
}

/** Whether the rate is surely below what anybody minds, at every look together. */
function isNegligible(
  { negligibleRate, alpha }: RolloutGuardrail,
  treatment: MetricSummary,
): boolean {
  if (negligibleRate === undefined || treatment.kind !== 'rate') return false
  const { successes, n } = treatment
  if (n === 0 || successes / n >= negligibleRate) return false
  // Each unit is a draw with that rate at least: the same test, with the rate as the share.
  const { logP } = compareEventCounts(n - successes, successes, {
    treatmentShare: negligibleRate,
    alpha,
  })
  return logP <= Math.log(alpha)
}
