import type { EventRow } from './row-of.ts'

/**
 * Ids as SQL. Not as a parameter: those are in the URL, and proxies take only short ones.
 * `rowOf` makes each a UUID, and nothing else gets through here.
 */
export function listOf(rows: readonly Pick<EventRow, 'id'>[]): string {
  return rows
    .map(({ id }) => id)
    .filter((id) => /^[0-9a-f-]{36}$/i.test(id))
    .map((id) => `'${id}'`)
    .join(', ')
}
