import type { Kysely } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import type { Tables } from '../store/tables.ts'
import type { AuditEntry } from './audit-entry.ts'

/** A row of the chain as it is kept. */
export interface AuditRow {
  readonly seq: number
  readonly hash: string
  readonly signature: string
  readonly entry: string
}

// Small: an entry can hold a whole ruleset, before and after.
const BATCH = 20

/**
 * Reads a row as an entry.
 *
 * @returns `undefined` when it was damaged so far that it is no JSON object any more
 */
export function entryOf(row: AuditRow): AuditEntry | undefined {
  try {
    const entry: unknown = JSON.parse(row.entry)
    if (typeof entry !== 'object' || entry === null) return undefined
    return { ...entry, hash: row.hash, signature: row.signature } as AuditEntry
  } catch {
    return undefined
  }
}

/** Reads the whole chain in its order, in batches. Damaged rows come as `undefined`. */
export async function* readChain(source: {
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>
}): AsyncGenerator<AuditEntry | undefined> {
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const rows = await source.read(async (db) =>
      db
        .selectFrom('audit')
        .select(['seq', 'hash', 'signature', 'entry'])
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(BATCH)
        .execute(),
    )
    for (const row of rows) yield entryOf(row)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.seq
    // Queries answer at once, without a turn of the event loop; a long chain must not keep requests waiting.
    await setImmediate()
  }
}

/**
 * Reads a page of the entries of an environment, newest first: as many as asked
 * for, or as many as fit into `maxBytes`, but one at least.
 *
 * @returns the rows, and whether there are more
 */
export async function readPage(
  db: Kysely<Tables>,
  environment: string,
  page: { readonly limit: number; readonly before: number; readonly maxBytes: number },
): Promise<{ rows: AuditRow[]; more: boolean }> {
  const sizes = await db
    .selectFrom('audit')
    .select(['seq', ({ fn }) => fn<number>('length', ['entry']).as('size')])
    .where('environment', '=', environment)
    .where('seq', '<', page.before)
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
    .execute()
  let sum = 0
  const fitting = sizes
    .slice(0, page.limit)
    .filter(({ size }, i) => (sum += size) <= page.maxBytes || i === 0)
  const rows = await db
    .selectFrom('audit')
    .select(['seq', 'hash', 'signature', 'entry'])
    .where('environment', '=', environment)
    .where('seq', '<', page.before)
    .orderBy('seq', 'desc')
    .limit(fitting.length)
    .execute()
  return { rows, more: fitting.length < sizes.length }
}
