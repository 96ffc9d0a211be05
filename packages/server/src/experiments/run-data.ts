import type { Metric } from '@sluice/core'
import type { AnalysisData, ByVariant } from '@sluice/stats'
import {
  measureUnits,
  type MeasuredUnits,
  type MeasureParts,
  type MeasureQuestion,
} from '../measure/measure-units.ts'
import { isUnitMetric } from '../measure/metric-question.ts'
import { peopleOf } from '../measure/sent-by.ts'
import type { AskedStore } from '../measure/asked-store.ts'
import type { Allocation } from './allocations.ts'
import type { MetricFigures } from './figures.ts'
import { livedOf } from './lived.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { suppressSmall } from './suppress.ts'

/** Which part of a run is measured. */
export interface RunQuestion {
  readonly environment: string
  readonly plan: SealedPlan
  readonly allocationVersion: number
  /** Since when units count under that allocation, epoch milliseconds. */
  readonly countedFrom: number
}

/** What was measured of a run up to a moment, as the analysis takes it. */
export interface RunData {
  readonly measured: MeasuredUnits
  readonly data: AnalysisData & Required<Pick<AnalysisData, 'segments' | 'days'>>
  /** How many values of segments are not told, because too few units have them. */
  readonly hidden: Readonly<Record<string, number>>
}

/** What the event store is asked about a run: who came in `[from, to)`, and what they did `until` then. */
export function askedOf(
  { environment, plan, allocationVersion, countedFrom }: RunQuestion,
  times: { readonly from: number; readonly to: number; readonly until: number },
): MeasureQuestion {
  const { flag, unit, experiment } = plan
  const read = [...rolesOf(plan).map(({ metric }) => metric), ...plan.apart.map(({ key }) => key)]
  const sent = peopleOf(read.flatMap((name) => plan.definitions[name] ?? []))
  const withoutRule = `opt-out:${experiment}`
  const outsideFrom = Math.max(times.from, countedFrom)
  const of = { environment, flag, unit, experiment, allocationVersion, withoutRule }
  return { ...of, ...sent, ...times, outsideFrom }
}

/**
 * Measures a run by its plan, without the cells that are too small to be told.
 *
 * @param ranFrom - since when it has run, epoch milliseconds
 */
export async function runDataOf(
  store: Pick<AskedStore, 'metricsBy'>,
  asked: MeasureQuestion,
  plan: SealedPlan,
  ranFrom: number,
): Promise<RunData> {
  const parts = { ...livedPart(plan), days: true, segments: plan.segments ?? [] }
  const measured = await measureUnits(store, asked, unitDefinitions(plan), parts)
  const { shown, hidden } = suppressSmall(measured.segments, variantsOf(plan))
  const whole = wholeOf(plan, measured, asked.until - ranFrom)
  return { measured, hidden, data: { ...whole, days: measured.days, segments: shown } }
}

/**
 * Measures all units of a run by its plan, without its days and segments.
 *
 * @param ranFrom - since when it has run, epoch milliseconds
 */
export async function wholeDataOf(
  store: Pick<AskedStore, 'metricsBy'>,
  asked: MeasureQuestion,
  plan: SealedPlan,
  ranFrom: number,
): Promise<AnalysisData> {
  const measured = await measureUnits(store, asked, unitDefinitions(plan), livedPart(plan))
  return wholeOf(plan, measured, asked.until - ranFrom)
}

/** The shares that units were given under the allocation that counts. */
export function withShares(plan: SealedPlan, allocations: readonly Allocation[]): SealedPlan {
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

/** The metrics of a plan that are measured of units, with what they are for. */
export function rolesOf(
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

/** Units of all variants together. */
export function totalOf(units: ByVariant<number>): number {
  return Object.values(units).reduce((sum, count) => sum + count, 0)
}

function wholeOf(plan: SealedPlan, measured: MeasuredUnits, ranMs: number): AnalysisData {
  const { units, lived, unitsInSeveralVariants, metrics } = measured
  const variants = variantsOf(plan)
  return {
    units: withAll(units, variants),
    ...(lived !== undefined && { lived: withAll(lived, variants) }),
    unitsInSeveralVariants,
    metrics,
    ranMs,
  }
}

function livedPart(plan: SealedPlan): Pick<MeasureParts, 'livedMs'> {
  const lived = livedOf(plan)
  return lived === undefined ? {} : { livedMs: lived.ms }
}

function variantsOf({ variants }: SealedPlan): string[] {
  return variants.filter(({ share }) => share > 0).map(({ key }) => key)
}

function unitDefinitions(plan: SealedPlan): Record<string, Metric> {
  const names = rolesOf(plan).map(({ metric }) => metric)
  return Object.fromEntries(
    Object.entries(plan.definitions).filter(
      ([name, metric]) => names.includes(name) && isUnitMetric(metric),
    ),
  )
}

function withAll(units: ByVariant<number>, variants: readonly string[]): ByVariant<number> {
  return { ...Object.fromEntries(variants.map((variant) => [variant, 0])), ...units }
}
