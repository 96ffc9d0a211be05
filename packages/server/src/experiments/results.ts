import type { Metric } from '@sluice/core'
import type { AskedStore } from '../measure/asked-store.ts'
import {
  analyze,
  type Analysis,
  type AnalysisData,
  type Annotation,
  type ByVariant,
  type ComparisonRow,
  type MetricPlan,
} from '@sluice/stats'
import { isDeepStrictEqual } from 'node:util'
import { measureUnits, type MeasureQuestion } from '../measure/measure-units.ts'
import { isUnitMetric } from '../measure/metric-question.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import type { Allocation, Edit } from './allocations.ts'
import { apartRows, type ApartRow } from './apart-rows.ts'
import { countsAlone } from './counts-alone.ts'
import { greyOf, type Grey } from './grey.ts'
import { interactionsOf, type Interaction } from './interactions.ts'
import type { OverlappingExperiment } from './overlapping.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { progressOf, type ResultsProgress } from './progress.ts'
import { sinceExposure, type SinceExposure } from './since-exposure.ts'
import { suppressSmall } from './suppress.ts'
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
  /** The plan as the ruleset has it now, where it still can be made. */
  readonly planNow: SealedPlan | undefined
  readonly startedAt: number
  /** Epoch milliseconds: now, or when it was stopped. */
  readonly until: number
  readonly allocationVersion: number
  readonly allocations: readonly Allocation[]
  readonly edits: readonly Edit[]
  readonly annotations: readonly Annotation[]
  /** Other experiments on the same units meanwhile. */
  readonly overlapping: readonly OverlappingExperiment[]
  /** Also tells the primary metrics by the day since the first exposure. */
  readonly sinceExposure: boolean
  /** Otherwise than the plan says; as it says without it. */
  readonly reading?: Reading
}

/** A query that results were read with. */
export interface RanQuery {
  /** What it was asked for. */
  readonly about: 'units' | 'loss' | 'apart' | 'since_exposure' | 'interactions'
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
  readonly figures: readonly MetricFigures[]
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
    /** Values that are not shown, because too few units have them. */
    readonly hidden: readonly string[]
  }[]
  readonly sinceExposure: readonly SinceExposure[]
  readonly interactions: readonly Interaction[]
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
  const differs = differencesOf(plan, reading)
  const queries: RanQuery[] = []
  const about = (what: RanQuery['about']): AskedStore =>
    store.traced((sql, params) => queries.push({ about: what, sql, params }))
  const end = Math.max(until, startedAt + 1)
  const from = Math.min(end - 1, Math.max(startedAt, reading.from ?? startedAt))
  const asked: MeasureQuestion = {
    environment,
    flag: plan.flag,
    unit: plan.unit,
    experiment: plan.experiment,
    allocationVersion: question.allocationVersion,
    withoutRule: `opt-out:${plan.experiment}`,
    from,
    to: Math.max(from + 1, Math.min(end, reading.to ?? end)),
    until: end,
  }
  const parts = { days: true, segments: readBy(plan, reading).segments ?? [] }
  const measured = await measureUnits(about('units'), asked, unitDefinitions(plan), parts)
  const losses = await about('loss').lossByVariant({
    environment,
    flag: plan.flag,
    unit: plan.unit,
    from: asked.from,
    to: asked.to,
    oneIn: Math.max(1, Math.floor(totalOf(measured.units) / ENOUGH_SESSIONS)),
  })
  const variants = plan.variants.filter(({ share }) => share > 0).map(({ key }) => key)
  const { shown, hidden } = suppressSmall(measured.segments, variants)
  const data: AnalysisData = {
    units: withAll(measured.units, variants),
    unitsInSeveralVariants: measured.unitsInSeveralVariants,
    metrics: measured.metrics,
    days: measured.days,
    segments: shown,
    annotations: question.annotations,
    registeredPlan: plan,
    ranMs: end - startedAt,
  }
  const current = withShares(plan, question.allocations)
  const analysis = decidingNothing(differs, analyze(readBy(current, reading), data))
  const redefined = redefinedIn(plan, question.planNow)
  const { allocations, edits } = question
  const grey = [
    ...differs.map((what): Grey => ({ code: 'DIFFERS_FROM_PLAN', message: `Read ${what}.` })),
    ...greyOf({ plan: current, analysis, measured, losses, allocations, edits, redefined }),
  ]
  const roles = rolesOf(plan)
  const { isFirstDay } = analysis.progress
  const apart = await apartRows({ store: about('apart'), prometheus }, asked, plan)
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
    progress: progressOf(question, analysis, measured.metrics, until),
    units: data.units,
    shares: Object.fromEntries(current.variants.map(({ key, share }) => [key, share])),
    figures: figuresOf(roles, measured.metrics),
    unadjusted: unadjustedOf(readBy(current, reading), data),
    apart: isFirstDay ? countsAlone(apart) : apart,
    days: measured.days.map(({ day, units, metrics = {} }) => ({
      day,
      units,
      figures: figuresOf(roles, metrics),
    })),
    segments: Object.entries(shown).map(([segment, values]) => ({
      segment,
      values: values.map(({ value, units, metrics }) => ({
        value,
        units,
        figures: figuresOf(roles, metrics),
      })),
      hidden: hidden[segment] ?? [],
    })),
    sinceExposure: since.rows,
    interactions: isFirstDay
      ? []
      : await interactionsOf(about('interactions'), asked, plan, question.overlapping),
    overTime: isFirstDay ? [] : overTimeOf(readBy(current, reading), measured.days, since.days),
    differs,
    allocations,
    edits,
    queries,
  }
}

/** Only what was registered before the start decides. */
function decidingNothing(differs: readonly string[], analysis: Analysis): Analysis {
  if (differs.length === 0) return analysis
  const rule = `This is read otherwise than the plan says, so it decides nothing: ${differs.join(', ')}.`
  return { ...analysis, verdict: { decision: 'cannot_tell', rule } }
}

function totalOf(units: ByVariant<number>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}

function unitDefinitions(plan: SealedPlan): Record<string, Metric> {
  const names = rolesOf(plan).map(({ metric }) => metric)
  return Object.fromEntries(
    Object.entries(plan.definitions).filter(
      ([name, metric]) => names.includes(name) && isUnitMetric(metric),
    ),
  )
}

function rolesOf(
  plan: SealedPlan,
): { readonly metric: string; readonly role: MetricFigures['role'] }[] {
  const of = (role: MetricFigures['role'], list: readonly { readonly key: string }[] = []) =>
    list.map(({ key }) => ({ metric: key, role }))
  return [
    ...of('primary', plan.primary),
    ...of('guardrail', plan.guardrails),
    ...of('secondary', plan.secondary),
  ]
}

/** The shares that units were given under the allocation that counts. */
function withShares(plan: SealedPlan, allocations: readonly Allocation[]): SealedPlan {
  const last = allocations.at(-1)
  if (last === undefined) return plan
  const variants = plan.variants.map(({ key }) => ({ key, share: last.shares[key] ?? 0 }))
  const sum = variants.reduce((all, { share }) => all + share, 0)
  // A variant that came later is in no plan, so that nothing is said of its share.
  return Math.abs(sum - 1) > 1e-9 ||
    variants.some(({ key, share }) => key === plan.control && share === 0)
    ? plan
    : { ...plan, variants }
}

function withAll(units: ByVariant<number>, variants: readonly string[]): ByVariant<number> {
  return { ...Object.fromEntries(variants.map((variant) => [variant, 0])), ...units }
}

function redefinedIn(plan: SealedPlan, planNow: SealedPlan | undefined): string[] {
  if (planNow === undefined) return []
  return Object.entries(plan.definitions)
    .filter(([name, metric]) => {
      const is = planNow.definitions[name]
      return is !== undefined && !isDeepStrictEqual(plain(metric), plain(is))
    })
    .map(([name]) => name)
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}

/** The comparisons of metrics with a covariate as they are without it. */
function unadjustedOf(plan: SealedPlan, data: AnalysisData): ComparisonRow[] {
  const isAdjusted = ({ key }: MetricPlan): boolean =>
    Object.values(data.metrics[key] ?? {}).some((summary) => 'covariate' in summary)
  const { primary, secondary = [] } = plan
  const adjusted = [...primary, ...secondary].filter(isAdjusted).map(({ key }) => key)
  if (adjusted.length === 0) return []
  const without = (metrics: readonly MetricPlan[]): MetricPlan[] =>
    metrics.map((metric) => (isAdjusted(metric) ? { ...metric, test: 'unadjusted' } : metric))
  const bare = analyze(
    { ...plan, primary: without(primary), secondary: without(secondary), guardrails: [] },
    { units: data.units, metrics: data.metrics, ranMs: data.ranMs ?? 0 },
  )
  return [...bare.primary, ...bare.secondary].filter(({ metric }) => adjusted.includes(metric))
}
