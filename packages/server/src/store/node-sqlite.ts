import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'

const CACHED_STATEMENTS = 256

/** Makes `node:sqlite` look the way that Kysely's SQLite dialect expects a database. */
export function kyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const cache = new Map<string, StatementSync>()
  const prepared = (sql: string): StatementSync => {
    const known = cache.get(sql)
    if (known !== undefined) return known
    if (cache.size === CACHED_STATEMENTS) cache.clear()
    const statement = database.prepare(sql)
    cache.set(sql, statement)
    return statement
  }
  return {
    close: () => database.close(),
    prepare(sql): SqliteStatement {
      const statement = prepared(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...parameters.map(bindable)),
        run(parameters) {
          // A full disk ends a transaction by itself; rolling it back again would fail, and hide why.
          if (sql === 'rollback' && !database.isTransaction)
            return { changes: 0, lastInsertRowid: 0 }
          return statement.run(...parameters.map(bindable))
        },
        // A fresh statement: running a cached one again would cut the open iterator.
        iterate: (parameters) => database.prepare(sql).iterate(...parameters.map(bindable)),
      }
    },
  }
}

function bindable(value: unknown): SQLInputValue {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return value.getTime()
  return value as SQLInputValue
}
