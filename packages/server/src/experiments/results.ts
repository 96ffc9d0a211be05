import type { Ruleset } from '@sluice/core'
import type { AskedStore } from '../measure/asked-store.ts'
import {
  analyze,
  type Analysis,
  type AnalysisData,
  type Annotation,
  type ByVariant,
  type ComparisonRow,
} from '@sluice/stats'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import type { Allocation, Edit } from './allocations.ts'
import { apartRows, type ApartRow } from './apart-rows.ts'
import { countsAlone, uncompared } from './counts-alone.ts'
import { emptyDays, withEmptyDays } from './empty-days.ts'
import { greyOf, type Grey } from './grey.ts'
import { interactionsOf, type Interaction } from './interactions.ts'
import { isOver, type Ended } from './looks/is-over.ts'
import { outsideRates } from './outside-rates.ts'
import { withOutside } from './looks/with-outside.ts'
import { barely, unadjustedOf } from './unadjusted.ts'
import { looksOf, type LookFigures, type ResultsLooks } from './looks/looks-of.ts'
import type { StoredLook } from './looks/look-rows.ts'
import { toldMetrics } from './looks/told-metrics.ts'
import type { Overlapping } from './overlapping.ts'
import { askedOf, rolesOf, runDataOf, totalOf, withShares } from './run-data.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { progressOf, type ResultsProgress } from './progress.ts'
import { sinceExposure, type SinceExposure } from './since-exposure.ts'
import { redefinedIn } from './redefined.ts'
import { figuresOf, type MetricFigures } from './figures.ts'
import { overTimeOf, type OverTime } from './over-time.ts'
import { differencesOf, readBy, type Reading } from './reading.ts'

/** Of how many sessions loss is told; more say the same. */
const ENOUGH_SESSIONS = 50_000

/** What results are made of, beside the events. */
export interface ResultsQuestion {
  readonly environment: string
  /** As it was sealed. */
  readonly plan: SealedPlan
  readonly planHash: string
  /** As the ruleset has them now; absent for what is decided. */
  readonly metricsNow?: Ruleset['metrics']
  readonly startedAt: number
  /** Epoch milliseconds: now, or when it was stopped. */
  readonly until: number
  readonly allocationVersion: number
  /** Since when units count under that allocation, epoch milliseconds. */
  readonly countedFrom: number
  readonly allocations: readonly Allocation[]
  readonly edits: readonly Edit[]
  readonly annotations: readonly Annotation[]
  /** Other experiments on the same units meanwhile. */
  readonly overlapping: Overlapping
  /** Also tells the primary metrics by the day since the first exposure. */
  readonly sinceExposure: boolean
  /**
   * The planned looks that were taken; a plan that has such is tested at them alone. Without it,
   * where none were kept, what is there is the one look.
   */
  readonly looks?: readonly StoredLook[]
  readonly ended: Ended
  /** Somebody stopped it, before anybody decided. */
  readonly isStopped: boolean
  /** It is decided by other results than these. */
  readonly isAfterwards?: boolean
  /** Before which time events were deleted for their age, where some were. */
  readonly deletedBefore?: number
  /** Otherwise than the plan says; as it says without it. */
  readonly reading?: Reading
}

/** A query that results were read with. */
export interface RanQuery {
  /** What it was asked for. */
  readonly about: 'units' | 'days' | 'loss' | 'apart' | 'since_exposure' | 'interactions' | 'late'
  readonly sql: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Everything that a page about an experiment shows. */
export interface Results {
  readonly computedAt: number
  readonly from: number
  readonly until: number
  readonly planHash: string
  readonly plan: SealedPlan
  readonly allocationVersion: number
  readonly analysis: Analysis
  /** Whether the verdict may be acted on, and why not. */
  readonly isGrey: boolean
  readonly grey: readonly Grey[]
  readonly progress: ResultsProgress
  readonly units: ByVariant<number>
  /** How units were to divide under the allocation that counts, in `[0, 1]`. */
  readonly shares: ByVariant<number>
  /** Of the look that is shown, where looks are planned; guardrails that are told by now, of now. */
  readonly figures: readonly MetricFigures[]
  /** Which planned looks were taken; `null` where none are planned, or none were kept. */
  readonly looks: ResultsLooks | null
  /** What there is by now beside the look that is shown; no test is made of it. */
  readonly newer: LookFigures | null
  /** The primary and secondary metrics that have a covariate, without it. */
  readonly unadjusted: readonly ComparisonRow[]
  readonly apart: readonly ApartRow[]
  readonly days: readonly {
    readonly day: string
    readonly units: ByVariant<number>
    readonly figures: readonly MetricFigures[]
  }[]
  readonly segments: readonly {
    readonly segment: string
    readonly values: readonly {
      readonly value: string
      readonly units: ByVariant<number>
      readonly figures: readonly MetricFigures[]
    }[]
    /** How many values are not shown, because too few units have them. */
    readonly hidden: number
  }[]
  readonly sinceExposure: readonly SinceExposure[]
  readonly interactions: readonly Interaction[]
  /** Other experiments on the same units that are too many to be asked about. */
  readonly unasked: readonly string[]
  readonly overTime: readonly OverTime[]
  /** In what they are not read as the plan says; then they decide nothing. */
  readonly differs: readonly string[]
  readonly allocations: readonly Allocation[]
  readonly edits: readonly Edit[]
  readonly queries: readonly RanQuery[]
}

/** What results ask. */
export interface ResultsSources {
  readonly store: AskedStore
  readonly prometheus: AskPrometheus
  readonly now: () => number
}

/** Reads the events by a sealed plan: health first, then the metrics, then a verdict. */
export async function computeResults(
  { store, prometheus, now }: ResultsSources,
  question: ResultsQuestion,
): Promise<Results> {
  const { environment, plan, startedAt, until, reading = {} } = question
  const differs = [
    ...differencesOf(plan, reading),
    ...(question.isAfterwards === true
      ? ['from the events that are there now, and not as it was decided by']
      : []),
  ]
  const queries: RanQuery[] = []
  const about = (what: RanQuery['about']): AskedStore =>
    store.traced((sql, params) => queries.push({ about: what, sql, params }))
  const end = Math.max(until, startedAt + 1)
  const from = Math.min(end - 1, Math.max(startedAt, reading.from ?? startedAt))
  const asked = askedOf(question, {
    from,
    to: Math.max(from + 1, Math.min(end, reading.to ?? end)),
    until: end,
  })
  const run = await runDataOf(about('units'), asked, readBy(plan, reading), ranFrom(question))
  const { measured } = run
  const countedFrom = Math.min(asked.to - 1, Math.max(asked.from, question.countedFrom))
  const current = withShares(plan, question.allocations)
  const empty = await emptyDays(about('days'), {
    ...asked,
    from: Math.min(asked.to - 1, Math.max(countedFrom, question.deletedBefore ?? 0)),
    variants: current.variants,
    days: measured.days,
  })
  const losses = await about('loss').lossByVariant({
    environment,
    flag: plan.flag,
    unit: plan.unit,
    from: countedFrom,
    to: asked.to,
    oneIn: Math.max(1, Math.floor(totalOf(measured.units) / ENOUGH_SESSIONS)),
  })
  const outside = await outsideRates(prometheus, asked, plan)
  const metrics = { ...measured.metrics, ...outside.metrics }
  // Some days alone were looked at by nobody in time.
  const isWhole = reading.from === undefined && reading.to === undefined
  const stored = isWhole ? await withOutside(prometheus, asked, plan, question.looks) : undefined
  const data: AnalysisData = {
    ...run.data,
    metrics,
    emptyDays: empty,
    annotations: question.annotations,
    registeredPlan: plan,
    ...(stored !== undefined && {
      looks: stored.map(({ look, plannedAt, data: then }) => ({ look, at: plannedAt, data: then })),
      isOver: isOver(question, run.data, stored),
      // Whoever asks to be erased, or opts out, is in a look and not in what is there by now.
      unitsMayLeave: true,
    }),
  }
  const analysis = decidingNothing(differs, analyze(readBy(current, reading), data))
  const look = stored?.find((one) => one.look === analysis.looks?.shown)
  // The numbers of the look that is told, or those of now.
  const told = look ?? { ...run, data, plannedAt: asked.until, apart: null }
  // To compare before the first of the planned looks would be another.
  const isUnread = stored !== undefined && analysis.looks?.shown === null
  const redefined = redefinedIn(plan, question.metricsNow)
  const { allocations, edits } = question
  const grey = [
    ...differs.map((what): Grey => ({ code: 'DIFFERS_FROM_PLAN', message: `Read ${what}.` })),
    ...greyOf({
      plan: current,
      analysis,
      measured,
      outside,
      losses,
      allocations,
      edits,
      redefined,
      startedAt,
      ...(question.deletedBefore !== undefined && { deletedBefore: question.deletedBefore }),
    }),
  ]
  const roles = rolesOf(plan)
  const { isFirstDay } = analysis.progress
  const then = look === undefined ? asked : { ...asked, to: look.plannedAt, until: look.plannedAt }
  const apart = told.apart ?? (await apartRows({ store: about('apart'), prometheus }, then, plan))
  const since =
    question.sinceExposure && !isFirstDay
      ? await sinceExposure(about('since_exposure'), asked, plan)
      : { rows: [], days: [] }
  return {
    computedAt: now(),
    from: startedAt,
    until,
    planHash: question.planHash,
    plan,
    allocationVersion: question.allocationVersion,
    analysis,
    isGrey: grey.length > 0,
    grey,
    progress: progressOf(
      question,
      isUnread ? { ...analysis, primary: analyze(current, barely(told.data)).primary } : analysis,
      told.data.metrics,
      until,
    ),
    units: data.units,
    shares: Object.fromEntries(current.variants.map(({ key, share }) => [key, share])),
    figures: figuresOf(roles, toldMetrics(analysis, told.data.metrics, metrics)),
    looks: await looksOf(about('late'), question, analysis, stored),
    newer: look === undefined ? null : { units: data.units, figures: figuresOf(roles, metrics) },
    unadjusted: isUnread ? [] : unadjustedOf(readBy(current, reading), told.data),
    apart: isFirstDay ? countsAlone(apart) : isUnread ? uncompared(apart) : apart,
    days: withEmptyDays(measured.days, empty).map(({ day, units, metrics = {} }) => ({
      day,
      units,
      figures: figuresOf(roles, metrics),
    })),
    segments: Object.entries({ ...run.data.segments, ...told.data.segments }).map(
      ([segment, values]) => ({
        segment,
        values: values.map(({ value, units, metrics }) => ({
          value,
          units,
          figures: figuresOf(roles, metrics),
        })),
        hidden: { ...run.hidden, ...told.hidden }[segment] ?? 0,
      }),
    ),
    sinceExposure: since.rows,
    interactions: isFirstDay
      ? []
      : await interactionsOf(about('interactions'), asked, plan, question.overlapping.asked),
    unasked: question.overlapping.unasked,
    overTime: isFirstDay
      ? []
      : overTimeOf(
          readBy(current, reading),
          measured.days,
          since.days,
          isUnread ? startedAt : look?.plannedAt,
        ),
    differs,
    allocations,
    edits,
    queries,
  }
}

/** Since when it has run, as its looks say: an earlier release took them from the start of the run. */
function ranFrom({ looks: [look] = [], countedFrom }: ResultsQuestion): number {
  return look === undefined ? countedFrom : look.plannedAt - (look.data.ranMs ?? 0)
}

/** Only what was registered before the start decides. */
function decidingNothing(differs: readonly string[], analysis: Analysis): Analysis {
  if (differs.length === 0) return analysis
  const rule = `This is read otherwise than the plan says, so it decides nothing: ${differs.join(', ')}.`
  return { ...analysis, verdict: { decision: 'cannot_tell', rule } }
}
