import { randomUUID } from 'node:crypto'
import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client'
import { SluiceError } from '@sluice/core'
import type { QueryParam, QueryRow } from '../query/engine.ts'
import { withStatus } from './answer-status.ts'
import { readRows } from './read-rows.ts'
import { typedParams } from './typed-params.ts'

/** ClickHouse as we use it: every failure has a code, every value is a parameter. */
export interface House {
  query(sql: string, params?: Readonly<Record<string, QueryParam>>): Promise<QueryRow[]>
  /** Asks what has one row in any case; none is a failure like any other. */
  queryOne(sql: string, params?: Readonly<Record<string, QueryParam>>): Promise<QueryRow>
  command(sql: string, params?: Readonly<Record<string, QueryParam>>): Promise<void>
  /**
   * Inserts rows; the same token twice is one insert. Resolves when whoever answers says
   * that they are durable: look for them before you forget them.
   */
  insert(table: string, values: readonly object[], token?: string): Promise<void>
  /** What failed though whoever answers said otherwise. */
  failure(said: string): SluiceError
}

/** So that missed joins are null, as everywhere else, and a column is not hidden by its alias. */
const QUERY_SETTINGS = {
  join_use_nulls: 1,
  cast_keep_nullable: 1,
  prefer_column_name_to_alias: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
} as const

/**
 * Wraps a client.
 *
 * @param address - where it asks, for people to read; without what is secret in it
 */
export function createHouse(client: ClickHouseClient, address: string): House {
  const query: House['query'] = (sql, params = {}) =>
    guarded(async () => {
      const asked = typedParams(sql, params)
      const answer = await client.query({
        ...asked,
        clickhouse_settings: QUERY_SETTINGS,
        // A format in which no rows are text as well: an empty answer is no answer.
        format: 'JSON',
      })
      return readRows(await answer.text(), address)
    })
  return {
    query,
    async queryOne(sql, params) {
      const rows = await query(sql, params)
      return guarded(async () => {
        const [row, ...others] = rows
        if (row === undefined || others.length > 0)
          throw new Error(`${address} answered with ${rows.length} rows where one is due`)
        return row
      })
    },
    command: (sql, params = {}) =>
      guarded(async () => {
        const { query, query_params } = typedParams(sql, params)
        await client.command({ query, query_params, clickhouse_settings: { mutations_sync: '2' } })
      }),
    insert: (table, values, token = randomUUID()) =>
      guarded(async () => {
        await client.insert({
          table,
          values,
          format: 'JSONEachRow',
          clickhouse_settings: {
            async_insert: 0,
            wait_end_of_query: 1,
            insert_quorum: '0',
            insert_deduplicate: 1,
            // Its own where it has none: by their content rows would be known that are gone since.
            insert_deduplication_token: token,
          },
        })
      }),
    failure: (said) => failure(`${said} (${address})`),
  }
}

function guarded<T>(work: () => Promise<T>): Promise<T> {
  return withStatus(work, (cause, status) => failure(saidBy(cause, status), { cause }))
}

function failure(said: string, options?: ErrorOptions): SluiceError {
  return new SluiceError(
    'EVENT_STORE_FAILED',
    `ClickHouse did not do what was asked: ${said}. See that it is reachable and that its user may create, read, insert and delete; events wait in the spool meanwhile.`,
    { ...options, status: 503 },
  )
}

/** What came back: the status, ClickHouse's own code, and the first line of what it said. */
function saidBy(cause: unknown, status: number | undefined): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  const line = (message.split('\n')[0] ?? '').trim().replace(/\.$/, '').slice(0, 500)
  const from = [
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(cause instanceof ClickHouseError ? [`code ${cause.code} ${cause.type ?? ''}`.trim()] : []),
    ...(line === '' && isCoded(cause) ? [cause.code] : []),
  ].join(', ')
  if (line === '') return from === '' ? 'it gave no reason' : `it answered with ${from} and no text`
  return from === '' ? line : `${from}: ${line}`
}

function isCoded(cause: unknown): cause is { readonly code: string } {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
}
