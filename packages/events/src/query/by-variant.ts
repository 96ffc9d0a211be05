import type { QueryRow } from './engine.ts'

/** Rows of one variant and segment together, in the order of the alphabet. */
export function byVariant<T>(
  rows: readonly QueryRow[],
  answer: (group: readonly QueryRow[]) => T,
): T[] {
  const key = (row: QueryRow): string => JSON.stringify([row['variant'], row['segment']])
  const groups = Map.groupBy(rows, key)
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => answer(group))
}
