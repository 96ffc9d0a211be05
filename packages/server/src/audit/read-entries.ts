import { sql, type Kysely, type RawBuilder } from 'kysely'
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

/** What entries are looked for by; all of it has to hold. */
export interface EntryFilter {
  /** All of an action, or its first word: `flag` finds `flag.change`. */
  readonly action?: string | undefined
  /** Some of the name of who did it; the case of A to Z does not matter. */
  readonly actor?: string | undefined
  /** What it was done to. */
  readonly subject?: string | undefined
  /** In `[from, to)`, as entries write times: `2026-11-26T10:00:00.000Z`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Entries of one look for a filter; more wait for the next page. */
const LOOKED_THROUGH = 1_000

/**
 * Reads a page of the entries of an environment, newest first: as many as asked
 * for, or as many as fit into `maxBytes`, but one at least. By a filter it looks
 * through a bounded number of entries, so a page may have few or none and more
 * may come all the same. An entry that cannot be read any more is never left out.
 *
 * @returns the rows, and where the next page begins; `undefined` when there is none
 */
export async function readPage(
  db: Kysely<Tables>,
  environment: string,
  page: {
    readonly limit: number
    readonly before: number
    readonly maxBytes: number
    readonly filter?: EntryFilter
  },
): Promise<{ rows: AuditRow[]; next: number | undefined }> {
  const { filter = {} } = page
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const looked = await db
    .selectFrom('audit')
    .select(['seq', ({ fn }) => fn<number>('length', ['entry']).as('size')])
    .where('environment', '=', environment)
    .where('seq', '<', page.before)
    .orderBy('seq', 'desc')
    .limit((isFiltered ? LOOKED_THROUGH : page.limit) + 1)
    .execute()
  const within = looked.slice(0, isFiltered ? LOOKED_THROUGH : page.limit)
  const found = isFiltered ? await matching(db, environment, within, filter) : within
  let sum = 0
  const fitting = found
    .slice(0, page.limit)
    .filter(({ size }, i) => (sum += size) <= page.maxBytes || i === 0)
  const rows =
    fitting.length === 0
      ? []
      : await db
          .selectFrom('audit')
          .select(['seq', 'hash', 'signature', 'entry'])
          .where(
            'seq',
            'in',
            fitting.map(({ seq }) => seq),
          )
          .orderBy('seq', 'desc')
          .execute()
  // Not all that was found is on the page, so the next begins after what is.
  if (fitting.length < found.length) return { rows, next: fitting.at(-1)?.seq }
  return { rows, next: within.length < looked.length ? within.at(-1)?.seq : undefined }
}

type Looked = { readonly seq: number; readonly size: number }

async function matching(
  db: Kysely<Tables>,
  environment: string,
  within: readonly Looked[],
  { action, actor, subject, from, to }: EntryFilter,
): Promise<Looked[]> {
  const [newest, oldest] = [within[0], within.at(-1)]
  if (newest === undefined || oldest === undefined) return []
  // Only of what is JSON; of anything else nobody knows whether it is meant.
  const of = (path: string) =>
    sql<string | number | null>`case when json_valid(entry) then json_extract(entry, ${path}) end`
  const rows = await db
    .selectFrom('audit')
    .select('seq')
    .where('environment', '=', environment)
    .where('seq', '<=', newest.seq)
    .where('seq', '>=', oldest.seq)
    .where((where) =>
      where.or([
        sql<boolean>`not json_valid(entry)`,
        where.and([
          ...(action === undefined
            ? []
            : [
                sql<boolean>`(${of('$.action')} = ${action} or ${startsWith(of('$.action'), `${action}.`)})`,
              ]),
          ...(actor === undefined
            ? []
            : [
                sql<boolean>`instr(lower(${of('$.actor.name')}), ${actor.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())}) > 0`,
              ]),
          ...(subject === undefined ? [] : [sql<boolean>`${of('$.subject')} = ${subject}`]),
          ...(from === undefined ? [] : [sql<boolean>`${of('$.at')} >= ${from}`]),
          ...(to === undefined ? [] : [sql<boolean>`${of('$.at')} < ${to}`]),
        ]),
      ]),
    )
    .execute()
  const seqs = new Set(rows.map(({ seq }) => seq))
  return within.filter(({ seq }) => seqs.has(seq))
}

function startsWith(text: RawBuilder<unknown>, start: string): RawBuilder<boolean> {
  return sql<boolean>`substr(${text}, 1, ${start.length}) = ${start}`
}
