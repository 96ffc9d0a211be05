import { adjustPValues } from '../corrections/adjust.ts'
import type { TestResult } from '../tests/result.ts'
import { ofAllLooks } from './all-looks.ts'
import type { MetricTable } from './data.ts'
import type { Reading } from './look.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan, Direction, MetricPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal, orRefusal } from './refusal.ts'
import { treatmentsOf } from './treatments.ts'

/** What a test says of a metric, in the direction that the plan gave it. */
export type Finding = 'better' | 'worse' | 'unclear'

/** One metric of one treatment against the control. */
export interface Comparison {
  readonly metric: string
  readonly treatment: string
  /**
   * Read as the stopping rule asks; a sequence, or a look, says in its settings `of` which test.
   * Where every day may be looked at, p and interval are of all looks together, and the estimate of
   * the last, which may lie outside of them: of the `looks` that the data has kept, or else of its
   * days, as they are known by now.
   */
  readonly difference: TestResult
  /** The same as a lift; refused where the control mean is zero. */
  readonly lift: TestResult | Refusal
  /** For how many comparisons there are; the intervals are not. */
  readonly adjustedP: number
  readonly finding: Finding
}

/** A comparison, or why there is none. */
export type ComparisonRow =
  | Comparison
  | ({ readonly metric: string; readonly treatment: string } & Refusal)

/** Compares metrics of all treatments with the control, and corrects for how many there are. */
export function compareAll(
  plan: AnalysisPlan,
  metrics: readonly MetricPlan[],
  table: MetricTable,
  reading: Reading,
  correction: NonNullable<AnalysisPlan['correction']>,
  /** Before its time a number may be looked at, and finds nothing. */
  isTime = true,
  /** What was measured at the looks before, where they count. */
  earlier: readonly MetricTable[] = [],
): readonly ComparisonRow[] {
  const rows = metrics.flatMap((metric) =>
    treatmentsOf(plan).map((treatment) => {
      const names = { metric: metric.key, treatment }
      const read = orRefusal(() => {
        const at = (one: MetricTable, scale: 'difference' | 'lift'): TestResult =>
          reading.read(measure(plan, metric, one, treatment), scale)
        const read = (scale: 'difference' | 'lift'): TestResult =>
          ofAllLooks(
            earlier.map((one) => orRefusal(() => at(one, scale))),
            at(table, scale),
          )
        return {
          direction: metric.direction,
          difference: read('difference'),
          lift: orRefusal(() => read('lift')),
        }
      })
      return { ...names, ...read }
    }),
  )
  // What cannot be read is one of the comparisons all the same.
  const adjusted = adjustPValues(
    rows.map((row) => (isRefusal(row) ? 1 : row.difference.p)),
    correction,
  )
  return rows.map((row, index) => {
    if (isRefusal(row)) return row
    const { direction, ...comparison } = row
    const adjustedP = adjusted[index] as number
    // A p of 0 has underflowed, and a look without an alpha finds nothing at all.
    const isFound = isTime && reading.alpha > 0 && adjustedP <= reading.alpha
    const finding = isFound ? sideOf(comparison.difference, direction) : 'unclear'
    return { ...comparison, adjustedP, finding }
  })
}

/**
 * The side on which all of the interval is. Where the estimate of the last look has crossed zero
 * since, the looks before have found something that is not so any more, and nobody decides by it.
 */
function sideOf({ estimate, interval }: TestResult, direction: Direction): Finding {
  const hasCrossed = estimate > 0 ? interval.high < 0 : interval.low > 0
  if (hasCrossed) return 'unclear'
  return estimate > 0 === (direction === 'higher_is_better') ? 'better' : 'worse'
}
