import type { Results } from '../service/shapes/results.ts'
import { readRow, type Row } from './read-row.ts'

/** One metric of one treatment among those who have one value of a segment. */
export interface SegmentRow {
  readonly value: string
  readonly row: Row
}

/** Whether a segment was declared before the start. */
export function isPlanned({ plan }: Pick<Results, 'plan'>, segment: string): boolean {
  return (plan.segments ?? []).includes(segment)
}

/** What a value of a segment is called; those who have none have a name too. */
export function valueName(value: string): string {
  return value === '' ? '(none)' : value
}

/** The rows of a segment, value by value, each with the figures of its people alone. */
export function segmentRows(
  { segment, values }: Results['analysis']['segments'][number],
  results: Pick<Results, 'metrics' | 'segments'>,
): readonly SegmentRow[] {
  const found = results.segments.find((one) => one.segment === segment)?.values ?? []
  return values.flatMap(({ value, rows }) => {
    const figures = found.find((one) => one.value === value)?.figures ?? []
    return rows.map((row) => {
      const read = readRow(row, results)
      return { value, row: { ...read, figures, id: `${value} ${read.id}` } }
    })
  })
}
