import { scored } from '../rates/compare-rates-score.ts'
import type { Rate } from '../rates/rate.ts'
import { compareEventCounts } from '../sequential/event-counts.ts'
import { byName } from './by-name.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/** Over all rows and all looks together: below this p a difference in loss between variants is taken as real. */
const LOSS_ALPHA = 0.001

/** Units without a value, or lost on the way, compared with the control. */
export interface LossRow {
  /** A metric, or `exposure` for units that were assigned and never exposed. */
  readonly of: string
  readonly variant: string
  /** Shares in [0, 1]. */
  readonly controlShare: number
  readonly share: number
  /** Of one row, for as many looks as there are. */
  readonly p: number
  /** Corrected for how many rows there are. */
  readonly isDifferent: boolean
}

/** Compares how many units each variant loses on the way, and how many have no value. */
export function lossesOf(plan: AnalysisPlan, data: AnalysisData): LossRow[] {
  const rows: Omit<LossRow, 'isDifferent'>[] = []
  for (const { key } of plan.variants) {
    if (key === plan.control) continue
    if (data.assigned !== undefined) {
      const { assigned } = data
      const lost = (variant: string): number =>
        (assigned[variant] ?? 0) - (data.units[variant] ?? 0)
      rows.push(
        ...lossRow('exposure', key, plan.control, lost, (variant) => assigned[variant] ?? 0),
      )
    }
    for (const [metric, missing] of Object.entries(missingOf(plan, data)).toSorted(byName)) {
      rows.push(
        ...lossRow(
          metric,
          key,
          plan.control,
          (variant) => missing[variant] ?? 0,
          (variant) => data.units[variant] ?? 0,
        ),
      )
    }
  }
  // As many as there are, each has its part of alpha.
  return rows.map((row) => ({ ...row, isDifferent: row.p * rows.length <= LOSS_ALPHA }))
}

/** Units without a value: as they were counted, else those that a planned metric leaves out. */
function missingOf(plan: AnalysisPlan, data: AnalysisData): Record<string, ByVariant<number>> {
  const result: Record<string, ByVariant<number>> = {}
  for (const { key } of metricsOfUnits(plan)) {
    const left = plan.variants
      .filter((variant) => variant.share > 0)
      .map((variant) => {
        const all = data.units[variant.key] ?? 0
        return [variant.key, all - (data.metrics[key]?.[variant.key]?.n ?? NaN)] as const
      })
    // What is no count, since the metric was not measured, is refused with its row.
    result[key] = Object.fromEntries(left)
  }
  return { ...result, ...data.missing }
}

function lossRow(
  of: string,
  variant: string,
  control: string,
  lost: (variant: string) => number,
  all: (variant: string) => number,
): Omit<LossRow, 'isDifferent'>[] {
  const rateOf = (key: string): Rate => ({ successes: lost(key), n: all(key) })
  const compared = orRefusal(() => compareLosses(rateOf(control), rateOf(variant)))
  if (isRefusal(compared)) return []
  const shareOf = (key: string): number => lost(key) / all(key)
  return [{ of, variant, controlShare: shareOf(control), share: shareOf(variant), ...compared }]
}

/**
 * How many are lost, compared event by event, which may be asked at every look and needs no number
 * of them: of all that are lost, or of all that are left where those are fewer, each is the
 * variant's with its share of both variants' units. A pooled z at 0.1 %, asked at 100 looks, warns
 * in 1.5 % of experiments in which every variant loses alike (10 % of 500 units a variant and
 * look), this in none of 1500.
 */
function compareLosses(control: Rate, variant: Rate): { readonly p: number } {
  // Refuses rates that cannot be, or of which all or none is lost.
  scored(control, variant)
  const all = control.n + variant.n
  const areFewLost = control.successes + variant.successes <= all / 2
  const counted = ({ successes, n }: Rate): number => (areFewLost ? successes : n - successes)
  const settings = { treatmentShare: variant.n / all, alpha: LOSS_ALPHA }
  return { p: compareEventCounts(counted(control), counted(variant), settings).p }
}

/** Every metric that the plan names and that is one of units. */
export function metricsOfUnits({
  primary,
  guardrails = [],
  secondary = [],
}: AnalysisPlan): MetricPlan[] {
  return [...primary, ...guardrails.filter(({ isOutside }) => isOutside !== true), ...secondary]
}
