import { createRequire } from 'node:module'
import { type ClickHouseClient, createClient } from '@clickhouse/client'

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

/** A client of a ClickHouse in this process; `undefined` where it is not installed. */
export function chdbClient(path = ':memory:'): ClickHouseClient | undefined {
  const connection = chdbConnection(path)
  return connection === undefined ? undefined : createClient({ connection })
}

function chdbConnection(path: string): Connection | undefined {
  const tools = createRequire(new URL('../../../../tools/clickhouse/package.json', import.meta.url))
  try {
    const { createChdbConnection } = tools('chdb/connection') as {
      createChdbConnection: (options: { path: string }) => Connection
    }
    return createChdbConnection({ path })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
}
