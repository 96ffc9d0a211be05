import {
  isRefusal,
  type Analysis,
  type ByVariant,
  type MetricSummary,
  type MetricTable,
} from '@sluice/stats'
import { driftOf } from './drift.ts'
import { livedOf, type Lived } from './lived.ts'
import type { SealedPlan } from './sealed-plan.ts'

const DAY_MS = 86_400_000

/** How far an experiment has come. */
export interface ResultsProgress {
  readonly units: number
  /** Before its first full day is over there are counts, and nothing is decided by them. */
  readonly isFirstDay: boolean
  /** Units that the plan asks for; `null` where it asks for none. */
  readonly plannedUnits: number | null
  /**
   * Where a unit has to live something before it is read, those that have: the plan counts them.
   * `null` where every unit counts at once.
   */
  readonly lived: (Lived & { readonly units: number }) | null
  readonly startedAt: number
  /** Since when units count: the start, or a later allocation. */
  readonly countedFrom: number
  /** When its whole weeks are over, which a new allocation starts anew. */
  readonly plannedEndAt: number
  readonly daysLeft: number
  /** The lift of each primary metric that would be found now, with the power of the plan. */
  readonly detectable: readonly { readonly metric: string; readonly lift: number | null }[]
}

/** A run, and since when its units count: epoch milliseconds. */
export interface CountedRun {
  readonly plan: SealedPlan
  readonly startedAt: number
  readonly countedFrom: number
}

/** When the planned weeks of what counts since then are over, epoch milliseconds. */
export function plannedEndOf({ weeks }: Pick<SealedPlan, 'weeks'>, countedFrom: number): number {
  return countedFrom + weeks * 7 * DAY_MS
}

/** Tells how far an experiment has come, and what it would find by now. */
export function progressOf(
  { plan, startedAt, countedFrom }: CountedRun,
  analysis: Analysis,
  metrics: MetricTable,
  until: number,
): ResultsProgress {
  const { stopping } = plan
  const plannedUnits =
    stopping.kind === 'always_valid' ? (stopping.maximumUnits ?? null) : stopping.units
  const lived = livedOf(plan)
  const plannedEndAt = plannedEndOf(plan, countedFrom)
  return {
    units: analysis.progress.units,
    isFirstDay: analysis.progress.isFirstDay,
    plannedUnits,
    lived: lived === undefined ? null : { ...lived, units: analysis.progress.lived ?? 0 },
    startedAt,
    countedFrom,
    plannedEndAt,
    daysLeft: Math.max(0, Math.ceil((plannedEndAt - until) / DAY_MS)),
    detectable: plan.primary.map(({ key }) => ({
      metric: key,
      lift: detectableLift(plan, analysis, key, metrics[key] ?? {}),
    })),
  }
}

/** What would be found now with the power of the plan, by the test that the plan reads it by. */
function detectableLift(
  plan: SealedPlan,
  { primary, looks, progress }: Analysis,
  metric: string,
  summaries: ByVariant<MetricSummary>,
): number | null {
  const control = summaries[plan.control]
  if (control === undefined) return null
  const drift = driftOf(plan, Math.max(0, looks?.shown ?? progress.look ?? 0))
  const lifts = primary.flatMap((row) => {
    const treated = summaries[row.treatment]
    if (row.metric !== metric || isRefusal(row) || isRefusal(row.lift)) return []
    if (treated === undefined) return []
    // A sequence gets narrower by the units of the two that it compares.
    return [drift(control.n + treated.n) * row.lift.standardError]
  })
  return lifts.length === 0 ? null : Math.max(...lifts)
}
