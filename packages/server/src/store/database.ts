import { Kysely, SqliteDialect } from 'kysely'
import { chmodSync, closeSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrate.ts'
import { kyselyDatabase } from './node-sqlite.ts'
import type { Tables } from './tables.ts'

/** The database of a data folder, open and up to date. */
export interface OpenDatabase {
  readonly db: Kysely<Tables>
  /** Whether the file that was opened is still the one under its name. */
  isInPlace(): boolean
  close(): Promise<void>
}

const BUSY_TIMEOUT_MS = 5_000
const WAL_LIMIT_BYTES = 64 * 1024 * 1024

/**
 * Opens the database file, makes it when there is none, and migrates it.
 *
 * @throws Error what SQLite says when the file cannot be opened or is none of ours
 */
export function openDatabase(path: string, now: number): OpenDatabase {
  // Made by us and not by SQLite, so that it is never readable by others, not even for a moment.
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
  })
  try {
    database.exec('pragma journal_mode = wal')
    // A change is acknowledged after its commit, and its commit has to be on the disk by then.
    database.exec('pragma synchronous = full')
    database.exec('pragma trusted_schema = off')
    database.exec(`pragma journal_size_limit = ${WAL_LIMIT_BYTES}`)
    migrate(database, now)
  } catch (error) {
    database.close()
    throw error
  }
  const opened = statSync(path)
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: kyselyDatabase(database) }),
  })
  return {
    db,
    isInPlace() {
      // Writing on to a deleted file would acknowledge changes that the next start cannot find.
      const found = statSync(path, { throwIfNoEntry: false })
      return found !== undefined && found.ino === opened.ino && found.dev === opened.dev
    },
    async close() {
      await db.destroy()
      if (database.isOpen) database.close()
    },
  }
}
