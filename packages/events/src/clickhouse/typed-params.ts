import type { QueryParam } from '../query/engine.ts'

/** Gives each `$name` the type of its value, as ClickHouse wants it. */
export function typedParams(
  sql: string,
  params: Readonly<Record<string, QueryParam>>,
): { readonly query: string; readonly query_params: Record<string, unknown> } {
  const used: Record<string, unknown> = {}
  const query = sql.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`The query names $${name}, which it was not given.`)
    used[name] = value
    return `{${name}:${typeOf(value)}}`
  })
  return { query, query_params: used }
}

function typeOf(value: QueryParam): string {
  if (typeof value === 'string') return 'String'
  if (typeof value === 'boolean') return 'Bool'
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'Int64' : 'Float64'
  return 'Array(String)'
}
