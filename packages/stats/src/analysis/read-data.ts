import { earlierLooks, lookTables } from './all-looks.ts'
import type { Comparison, ComparisonRow } from './comparison.ts'
import { compareAll } from './comparison.ts'
import { treatmentsOf } from './treatments.ts'
import type { AnalysisData, Annotation } from './data.ts'
import type { GuardrailRow } from './guardrail-rows.ts'
import { guardrailRows } from './guardrail-rows.ts'
import type { Health } from './health.ts'
import { healthOf } from './health.ts'
import { overshootOf, progressOf, readingOf } from './look.ts'
import type { Progress } from './look.ts'
import type { PlanChange } from './plan-changes.ts'
import { planChanges, unplannedTests } from './plan-changes.ts'
import { planHash } from './plan-hash.ts'
import type { AnalysisPlan } from './plan.ts'
import { isAnswer } from './refusal.ts'
import type { SegmentResult } from './segments.ts'
import { segmentResults } from './segments.ts'
import type { Series } from './series.ts'
import { seriesOf } from './series.ts'
import { onlyHarmed, untold, untoldSegments } from './untold.ts'
import type { Decision, Verdict } from './verdict.ts'
import { verdictOf } from './verdict.ts'
import type { LooksRead } from './looks-read.ts'
import { weeksNote } from './whole-weeks.ts'

/** What the data says about a plan. The same plan and data give the same bytes. */
export interface Analysis {
  readonly planHash: string
  /**
   * What the plan says otherwise than the registered one, and what it left to the data; empty
   * when it is the same and says everything.
   */
  readonly planChanges: readonly PlanChange[]
  readonly progress: Progress
  readonly health: Health
  readonly primary: readonly ComparisonRow[]
  readonly guardrails: readonly GuardrailRow[]
  readonly secondary: readonly ComparisonRow[]
  readonly segments: readonly SegmentResult[]
  readonly series: readonly Series[]
  readonly verdict: Verdict
  /** What a reader has to know beside the verdict, a sentence each. */
  readonly notes: readonly string[]
  readonly annotations: readonly Annotation[]
  /** Where the data told the planned looks: which were taken, and which of them this is. */
  readonly looks?: LooksRead
}

/** A number before its time. */
export const NOT_YET =
  "It is not time to read yet: p and intervals are for the plan's first reading, and find nothing before."

/**
 * Reads data that was checked, as the plan says for so many units.
 *
 * @param taken - the plan with the information that its looks had, which boundaries go by
 */
export function readData(
  plan: AnalysisPlan,
  data: AnalysisData,
  taken: AnalysisPlan = plan,
): Analysis {
  const { alpha = 0.05, correction = 'holm' } = plan
  const progress = progressOf(plan, data)
  const health = healthOf(plan, data)
  // Looks of a group-sequential test have an alpha of their own, so it is divided beforehand.
  const isByLook = plan.stopping.kind === 'group_sequential' && correction === 'bonferroni'
  const comparisons = plan.primary.length * treatmentsOf(plan).length
  const reading = readingOf(taken, progress, isByLook ? alpha / comparisons : alpha)
  const tables = lookTables(plan, data)
  const earlier = earlierLooks(plan, tables)
  const compared = compareAll(
    plan,
    plan.primary,
    data.metrics,
    reading,
    isByLook ? 'none' : correction,
    progress.mayDecide,
    earlier,
  )
  const guarded = guardrailRows(plan, data.metrics, progress)
  const primary = progress.isFirstDay ? untold(compared) : compared
  const guardrails = progress.isFirstDay ? onlyHarmed(guarded) : guarded
  const changes = data.registeredPlan === undefined ? [] : planChanges(data.registeredPlan, plan)
  const unplanned = unplannedTests(plan, data)
  // A plan with looks is closed by what was seen at them.
  const isOver = data.isOver === true && plan.stopping.kind === 'always_valid'
  const evidence = { plan, health, progress, primary, guardrails, isOver }
  const verdict = withCaution(verdictOf(evidence), data)
  const series = progress.isFirstDay ? [] : seriesOf(plan, data, tables)
  const secondary = compareAll(
    plan,
    plan.secondary ?? [],
    data.metrics,
    readingOf(taken, progress, alpha),
    'benjamini_hochberg',
    progress.mayDecide,
    earlier,
  )
  const segments = segmentResults(taken, data, progress)
  return {
    planHash: planHash(plan),
    planChanges: [...changes, ...unplanned],
    progress,
    health,
    primary,
    guardrails,
    secondary: progress.isFirstDay ? untold(secondary) : secondary,
    segments: progress.isFirstDay ? untoldSegments(segments) : segments,
    series,
    verdict,
    notes: notesOf({ plan, progress, verdict, data, changes, unplanned, series, health, primary }),
    annotations: data.annotations ?? [],
  }
}

/** Decisions that somebody may act on. */
const FINAL: readonly Decision[] = ['ship', 'roll_back', 'inconclusive']

/** A verdict that somebody may act on, with what it says of weekdays. */
export function withCaution(verdict: Verdict, data: AnalysisData): Verdict {
  const [caution] = FINAL.includes(verdict.decision) ? weeksNote(data) : []
  return caution === undefined ? verdict : { ...verdict, caution }
}

function notesOf({
  plan,
  progress,
  verdict,
  data,
  changes,
  unplanned,
  series,
  health,
  primary,
}: Pick<Analysis, 'verdict' | 'series' | 'health' | 'progress' | 'primary'> & {
  readonly plan: AnalysisPlan
  readonly data: AnalysisData
  readonly changes: readonly PlanChange[]
  readonly unplanned: readonly PlanChange[]
}): string[] {
  const { annotations = [] } = data
  const overshoot = overshootOf(plan, progress, data)
  const isFinal = FINAL.includes(verdict.decision)
  const fading = series.filter(({ isTrending }) => isTrending)
  return [
    ...(changes.length > 0
      ? [
          `The plan was changed after it was registered: ${changes.map(({ words }) => words).join(', ')}.`,
        ]
      : []),
    ...(unplanned.length > 0
      ? [
          `The plan does not say how these are tested, and the data has a covariate, so they are adjusted by it: ${unplanned.map(({ words }) => words).join(', ')}.`,
        ]
      : []),
    ...(progress.mayDecide || progress.isFirstDay ? [] : [NOT_YET]),
    ...(isFinal && overshoot !== undefined ? [overshoot] : []),
    ...(verdict.caution === undefined ? [] : [verdict.caution]),
    ...primary.filter(isAnswer).flatMap(outsideNote),
    ...fading.map(
      ({ metric, treatment }) =>
        `The effect of "${treatment}" on ${metric} changes with the day: a novelty may wear off, or a habit form.`,
    ),
    ...series.flatMap(({ metric, treatment, fault }) =>
      fault === undefined
        ? []
        : [`The series of "${treatment}" on ${metric} lacks ${fault.day}: ${fault.message}`],
    ),
    ...(health.status === 'warning' ? health.problems : []),
    ...annotations.map(({ day, title }) => `${day}: ${title}`),
  ]
}

/** What an estimate has to say that the looks before have ruled out. */
function outsideNote({ metric, treatment, difference }: Comparison): string[] {
  const { estimate, interval } = difference
  if (estimate >= interval.low && estimate <= interval.high) return []
  return [
    `The difference of "${treatment}" in ${metric} has left the interval that all looks have in common: the effect may change with time.`,
  ]
}
