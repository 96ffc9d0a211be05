import { FIRST_DAY } from './first-day.ts'
import type { GuardrailRow } from './guardrail-rows.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal } from './refusal.ts'
import type { SegmentResult } from './segments.ts'

/** Rows without their numbers; what could not be compared anyway still says why. */
export function untold<Row extends { readonly metric: string; readonly treatment: string }>(
  rows: readonly Row[],
): readonly ({ readonly metric: string; readonly treatment: string } & Refusal)[] {
  return rows.map((row) =>
    isRefusal(row) ? row : { metric: row.metric, treatment: row.treatment, ...FIRST_DAY },
  )
}

/** Guardrails of a first day: harm that is proven by then does not wait for the second. */
export function onlyHarmed(rows: readonly GuardrailRow[]): readonly GuardrailRow[] {
  return rows.flatMap((row): readonly GuardrailRow[] =>
    !isRefusal(row) && row.finding === 'harmed' ? [row] : untold([row]),
  )
}

/** Segments of a first day. */
export function untoldSegments(segments: readonly SegmentResult[]): readonly SegmentResult[] {
  return segments.map(({ segment, values, heterogeneity }) => ({
    segment,
    values: values.map(({ value, rows }) => ({ value, rows: untold(rows) })),
    heterogeneity: heterogeneity.map((one) => ({ ...one, spread: FIRST_DAY })),
  }))
}
