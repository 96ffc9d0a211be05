import { FIRST_DAY, type Refusal } from '@sluice/stats'
import type { ApartRow } from './apart-rows.ts'

/** Metrics that are read apart, of which a first day has counts alone. */
export function countsAlone(rows: readonly ApartRow[]): readonly ApartRow[] {
  return rows.map((row) => ({
    ...row,
    values: Object.fromEntries(
      Object.entries(row.values).map(([variant, { n }]) => [variant, n === undefined ? {} : { n }]),
    ),
    comparisons: refused(row, FIRST_DAY),
  }))
}

/** Metrics that are read apart before the first planned look: their numbers, and no difference. */
export function uncompared(rows: readonly ApartRow[]): readonly ApartRow[] {
  const why: Refusal = {
    refused: 'unread',
    message: 'It is compared at the planned looks alone, and none of them was taken.',
  }
  return rows.map((row) => ({ ...row, comparisons: refused(row, why) }))
}

function refused({ comparisons }: ApartRow, why: Refusal): ApartRow['comparisons'] {
  return comparisons.map(({ treatment }) => ({ treatment, ...why }))
}
