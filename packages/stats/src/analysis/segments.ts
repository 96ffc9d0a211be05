import { adjustPValues } from '../corrections/adjust.ts'
import type { Heterogeneity } from '../pooling/random-effects.ts'
import type { HeterogeneitySequential } from '../pooling/heterogeneity-sequential.ts'
import type { ComparisonRow } from './comparison.ts'
import { compareAll } from './comparison.ts'
import { treatmentsOf } from './treatments.ts'
import type { AnalysisData, SegmentValue } from './data.ts'
import type { Progress } from './look.ts'
import { readingOf } from './look.ts'
import type { AnalysisPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isAnswer, isRefusal, orRefusal } from './refusal.ts'
import { segmentSpread } from './segment-spread.ts'

/** The primary metrics in one value of a segment. */
export interface SegmentRows {
  readonly value: string
  /** Adjusted over all values of the segment by Benjamini and Hochberg. */
  readonly rows: readonly ComparisonRow[]
}

/** Whether an effect differs between the values of a segment. */
export interface SegmentHeterogeneity {
  readonly metric: string
  readonly treatment: string
  /** Its p is for one look where a fixed plan is read, and else, with a `method`, for every look. */
  readonly spread: Heterogeneity | HeterogeneitySequential | Refusal
}

/** One planned segment. */
export interface SegmentResult {
  readonly segment: string
  readonly values: readonly SegmentRows[]
  readonly heterogeneity: readonly SegmentHeterogeneity[]
}

/**
 * Splits the primary metrics by every planned segment, to learn from; read as the stopping rule
 * asks, so that they may be looked at as often as the whole.
 */
export function segmentResults(
  plan: AnalysisPlan,
  data: AnalysisData,
  progress: Progress,
): readonly SegmentResult[] {
  const { alpha = 0.05 } = plan
  return (plan.segments ?? []).map((segment) => {
    const values = data.segments?.[segment] ?? []
    const reading = readingOf(plan, progress, alpha)
    const compared = values.map(({ value, metrics }) => ({
      value,
      rows: compareAll(plan, plan.primary, metrics, reading, 'none', progress.mayDecide),
    }))
    return {
      segment,
      values: adjustOver(compared),
      heterogeneity: spreads(plan, values, compared, progress),
    }
  })
}

function spreads(
  plan: AnalysisPlan,
  measured: readonly SegmentValue[],
  values: readonly SegmentRows[],
  progress: Progress,
): SegmentHeterogeneity[] {
  return plan.primary.flatMap((metric) =>
    treatmentsOf(plan).map((treatment) => {
      const { key } = metric
      const isHere = (row: ComparisonRow): boolean =>
        row.metric === key && row.treatment === treatment && isAnswer(row)
      const tables = measured
        .filter((_, index) => values[index]?.rows.some(isHere))
        .map(({ metrics }) => metrics)
      const spread = orRefusal(() => segmentSpread(plan, metric, treatment, tables, progress))
      return { metric: key, treatment, spread }
    }),
  )
}

/** Adjusts p over all rows of all values; a finding is one of the adjusted p. */
function adjustOver(values: readonly SegmentRows[]): SegmentRows[] {
  const compared = values.flatMap(({ rows }) => rows).filter(isAnswer)
  const adjusted = adjustPValues(
    compared.map(({ difference }) => difference.p),
    'benjamini_hochberg',
  )
  const byRow = new Map(compared.map((row, index) => [row, adjusted[index] as number]))
  return values.map(({ value, rows }) => ({
    value,
    rows: rows.map((row) => {
      if (isRefusal(row)) return row
      const adjustedP = byRow.get(row) as number
      const alpha = row.difference.settings['alpha'] as number
      return { ...row, adjustedP, finding: adjustedP <= alpha ? row.finding : 'unclear' }
    }),
  }))
}
