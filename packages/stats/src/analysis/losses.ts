import { compareRates } from '../rates/compare-rates.ts'
import { FEWEST_EXPECTED, fewestExpected } from '../rates/expected.ts'
import { fisherExact } from '../rates/fisher.ts'
import type { Rate } from '../rates/rate.ts'
import { byName } from './by-name.ts'
import type { AnalysisData, ByVariant } from './data.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import { isRefusal, orRefusal } from './refusal.ts'

/** Over all rows together: below this p a difference in loss between variants is taken as real. */
const LOSS_ALPHA = 0.001

/** Units without a value, or lost on the way, compared with the control. */
export interface LossRow {
  /** A metric, or `exposure` for units that were assigned and never exposed. */
  readonly of: string
  readonly variant: string
  /** Shares in [0, 1]. */
  readonly controlShare: number
  readonly share: number
  /** Of the pooled z, or of Fisher's test where few are lost; for one row. */
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

/** Pooled z, and Fisher's exact test where few are lost. */
function compareLosses(control: Rate, variant: Rate): { readonly p: number } {
  const { p } = compareRates(control, variant)
  if (fewestExpected(control, variant) >= FEWEST_EXPECTED) return { p }
  return { p: fisherExact(control, variant).p }
}

/** Every metric that the plan names and that is one of units. */
export function metricsOfUnits({
  primary,
  guardrails = [],
  secondary = [],
}: AnalysisPlan): MetricPlan[] {
  return [...primary, ...guardrails.filter(({ isOutside }) => isOutside !== true), ...secondary]
}
