import {
  isRefusal,
  normalUpperQuantile,
  type Analysis,
  type ByVariant,
  type MetricSummary,
  type MetricTable,
} from '@sluice/stats'
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
  /** When its whole weeks are over. */
  readonly plannedEndAt: number
  readonly daysLeft: number
  /** The lift of each primary metric that would be found now, with the power of the plan. */
  readonly detectable: readonly { readonly metric: string; readonly lift: number | null }[]
}

/** When the planned weeks of a run are over, epoch milliseconds. */
export function plannedEndOf({ weeks }: Pick<SealedPlan, 'weeks'>, startedAt: number): number {
  return startedAt + weeks * 7 * DAY_MS
}

/** Tells how far an experiment has come, and what it would find by now. */
export function progressOf(
  { plan, startedAt }: { readonly plan: SealedPlan; readonly startedAt: number },
  analysis: Analysis,
  metrics: MetricTable,
  until: number,
): ResultsProgress {
  const { stopping } = plan
  const plannedUnits =
    stopping.kind === 'always_valid' ? (stopping.maximumUnits ?? null) : stopping.units
  const lived = livedOf(plan)
  const plannedEndAt = plannedEndOf(plan, startedAt)
  return {
    units: analysis.progress.units,
    isFirstDay: analysis.progress.isFirstDay,
    plannedUnits,
    lived: lived === undefined ? null : { ...lived, units: analysis.progress.lived ?? 0 },
    startedAt,
    plannedEndAt,
    daysLeft: Math.max(0, Math.ceil((plannedEndAt - until) / DAY_MS)),
    detectable: plan.primary.map(({ key }) => ({
      metric: key,
      lift: detectableLift(plan, analysis, key, metrics[key] ?? {}),
    })),
  }
}

/** What would be found now with the power of the plan, were it read once. */
function detectableLift(
  { alpha = 0.05, power = 0.8 }: SealedPlan,
  analysis: Analysis,
  metric: string,
  summaries: ByVariant<MetricSummary>,
): number | null {
  if (Object.keys(summaries).length < 2) return null
  const errors = analysis.primary.flatMap((row) => {
    if (row.metric !== metric || isRefusal(row) || isRefusal(row.lift)) return []
    return [row.lift.standardError]
  })
  if (errors.length === 0) return null
  return (normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power)) * Math.max(...errors)
}
