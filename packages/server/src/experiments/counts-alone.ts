import { FIRST_DAY } from '@sluice/stats'
import type { ApartRow } from './apart-rows.ts'

/** Metrics that are read apart, of which a first day has counts alone. */
export function countsAlone(rows: readonly ApartRow[]): readonly ApartRow[] {
  return rows.map((row) => ({
    ...row,
    values: Object.fromEntries(
      Object.entries(row.values).map(([variant, { n }]) => [variant, n === undefined ? {} : { n }]),
    ),
    comparisons: row.comparisons.map(({ treatment }) => ({ treatment, ...FIRST_DAY })),
  }))
}
