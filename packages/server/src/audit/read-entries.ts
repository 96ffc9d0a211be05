import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { AuditEntry } from './audit-entry.ts'

/** A row of the chain as it is kept. */
export interface AuditRow {
  readonly seq: number
  readonly hash: string
  readonly signature: string
  readonly entry: string
}

const BATCH = 500

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
  }
}
