import { type ClickHouseClient, ClickHouseError } from '@clickhouse/client'
import { SluiceError } from '@sluice/core'
import type { QueryParam, QueryRow } from '../query/engine.ts'
import { withStatus } from './answer-status.ts'
import { typedParams } from './typed-params.ts'

/** ClickHouse as we use it: every failure has a code, every value is a parameter. */
export interface House {
  query(sql: string, params?: Readonly<Record<string, QueryParam>>): Promise<QueryRow[]>
  command(sql: string, params?: Readonly<Record<string, QueryParam>>): Promise<void>
  /** Inserts rows; the same token twice is one insert. Resolves when they are durable. */
  insert(table: string, values: readonly object[], token?: string): Promise<void>
}

/** So that missed joins are null, as everywhere else, and a column is not hidden by its alias. */
const QUERY_SETTINGS = {
  join_use_nulls: 1,
  cast_keep_nullable: 1,
  prefer_column_name_to_alias: 1,
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
} as const

/** Wraps a client. */
export function createHouse(client: ClickHouseClient): House {
  return {
    query: (sql, params = {}) =>
      guarded(async () => {
        const { query, query_params } = typedParams(sql, params)
        const settings = { query, query_params, clickhouse_settings: QUERY_SETTINGS }
        const answer = await client.query({ ...settings, format: 'JSONEachRow' })
        return answer.json<QueryRow>()
      }),
    command: (sql, params = {}) =>
      guarded(async () => {
        const { query, query_params } = typedParams(sql, params)
        await client.command({ query, query_params, clickhouse_settings: { mutations_sync: '2' } })
      }),
    insert: (table, values, token) =>
      guarded(async () => {
        await client.insert({
          table,
          values,
          format: 'JSONEachRow',
          clickhouse_settings: {
            async_insert: 0,
            wait_end_of_query: 1,
            insert_quorum: '0',
            ...(token === undefined
              ? {}
              : { insert_deduplicate: 1, insert_deduplication_token: token }),
          },
        })
      }),
  }
}

function guarded<T>(work: () => Promise<T>): Promise<T> {
  return withStatus(
    work,
    (cause, status) =>
      new SluiceError(
        'EVENT_STORE_FAILED',
        `ClickHouse did not do what was asked: ${saidBy(cause, status)}. See that it is reachable and that its user may create, read, insert and delete; events wait in the spool meanwhile.`,
        { cause, status: 503 },
      ),
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
