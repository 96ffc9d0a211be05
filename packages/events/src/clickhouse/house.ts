import type { ClickHouseClient } from '@clickhouse/client'
import { SluiceError } from '@sluice/core'
import type { QueryParam, QueryRow } from '../query/engine.ts'
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

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const line = (said.split('\n')[0] ?? said).slice(0, 500)
    throw new SluiceError(
      'EVENT_STORE_FAILED',
      `ClickHouse did not do what was asked: ${line}. See that it is reachable and that its user may create, read, insert and delete; events wait in the spool meanwhile.`,
      { cause, status: 503 },
    )
  }
}
