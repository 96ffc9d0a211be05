import type { Row } from './rows.ts'

/** Which rows are looked at. */
export type Filter = 'all' | 'forced' | 'starred' | 'read' | 'changed'

/** How rows are ordered: by key, or the first that the page read first. */
export type Order = 'name' | 'read'

/** The filters in the order in which they stand, with what they are called. */
export const FILTERS: readonly (readonly [Filter, string])[] = [
  ['all', 'All'],
  ['forced', 'Forced'],
  ['starred', 'Starred'],
  ['read', 'Read on this page'],
  ['changed', 'Changed since load'],
]

const PASSES: Readonly<Record<Filter, (row: Row) => boolean>> = {
  all: () => true,
  forced: ({ forced, isGranted }) => forced !== undefined || isGranted,
  starred: ({ isStarred }) => isStarred,
  read: ({ isRead }) => isRead,
  changed: ({ isChanged }) => isChanged,
}

/**
 * Finds rows that hold every word of a search.
 *
 * @param query - in any case; empty finds all
 */
export function findRows(rows: readonly Row[], query: string, filter: Filter): readonly Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const passes = PASSES[filter]
  return rows.filter((row) => passes(row) && words.every((word) => row.text.includes(word)))
}

/** Orders rows; those that come are in the order of the first read, then of the answer. */
export function orderRows(rows: readonly Row[], order: Order): readonly Row[] {
  // Code units: the order of keys is nobody's language.
  return order === 'read' ? rows : rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}
