import { FIRST_DAY } from './first-day.ts'
import type { GuardrailRow } from './guardrail-rows.ts'
import type { Refusal } from './refusal.ts'
import { isRefusal } from './refusal.ts'
import type { SegmentResult } from './segments.ts'

/** Rows without their numbers, and why; what could not be compared anyway says its own reason. */
export function untold<Row extends { readonly metric: string; readonly treatment: string }>(
  rows: readonly Row[],
  why: Refusal = FIRST_DAY,
): readonly ({ readonly metric: string; readonly treatment: string } & Refusal)[] {
  return rows.map((row) =>
    isRefusal(row) && row.message !== FIRST_DAY.message
      ? row
      : { metric: row.metric, treatment: row.treatment, ...why },
  )
}

/** Guardrails of a first day: harm that is proven by then does not wait for the second. */
export function onlyHarmed(rows: readonly GuardrailRow[]): readonly GuardrailRow[] {
  return rows.flatMap((row): readonly GuardrailRow[] =>
    !isRefusal(row) && row.finding === 'harmed' ? [row] : untold([row]),
  )
}

/** Segments without their numbers, as on a first day. */
export function untoldSegments(
  segments: readonly SegmentResult[],
  why: Refusal = FIRST_DAY,
): readonly SegmentResult[] {
  return segments.map(({ segment, values, heterogeneity }) => ({
    segment,
    values: values.map(({ value, rows }) => ({ value, rows: untold(rows, why) })),
    heterogeneity: heterogeneity.map((one) => ({ ...one, spread: why })),
  }))
}
