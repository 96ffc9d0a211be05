import { adjustPValues } from '../corrections/adjust.ts'
import type { TestResult } from '../tests/result.ts'
import type { MetricTable } from './data.ts'
import type { Reading } from './look.ts'
import { measure } from './measured.ts'
import type { AnalysisPlan, Direction, MetricPlan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { isAnswer, isRefusal, orRefusal } from './refusal.ts'

/** What a test says of a metric, in the direction that the plan gave it. */
export type Finding = 'better' | 'worse' | 'unclear'

/** One metric of one treatment against the control. */
export interface Comparison {
  readonly metric: string
  readonly treatment: string
  /** Read as the stopping rule asks; a sequence, or a look, says in its settings `of` which test. */
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
): readonly ComparisonRow[] {
  const rows = metrics.flatMap((metric) =>
    treatmentsOf(plan).map((treatment) => {
      const names = { metric: metric.key, treatment }
      const read = orRefusal(() => {
        const measured = measure(plan, metric, table, treatment)
        const difference = reading.read(measured, 'difference')
        return {
          direction: metric.direction,
          difference,
          lift: orRefusal(() => reading.read(measured, 'lift')),
        }
      })
      return { ...names, ...read }
    }),
  )
  const compared = rows.filter(isAnswer)
  const adjusted = adjustPValues(
    compared.map(({ difference }) => difference.p),
    correction,
  )
  let next = 0
  return rows.map((row) => {
    if (isRefusal(row)) return row
    const { direction, ...comparison } = row
    const adjustedP = adjusted[next++] as number
    // A p of 0 has underflowed, and a look without an alpha finds nothing at all.
    const isFound = isTime && reading.alpha > 0 && adjustedP <= reading.alpha
    const finding = isFound ? sideOf(comparison.difference.estimate, direction) : 'unclear'
    return { ...comparison, adjustedP, finding }
  })
}

/** Variants other than the control that get units, in the order of the plan. */
export function treatmentsOf({ variants, control }: AnalysisPlan): readonly string[] {
  return variants.filter(({ key, share }) => key !== control && share > 0).map(({ key }) => key)
}

function sideOf(estimate: number, direction: Direction): Finding {
  return estimate > 0 === (direction === 'higher_is_better') ? 'better' : 'worse'
}
