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
 * @param isExpected - the folder has served before, so it has a database: making an empty one in its place would
 *   serve nothing, and hand the folder to whoever comes first
 * @throws Error what SQLite says when the file cannot be opened or is none of ours
 */
export function openDatabase(path: string, now: number, isExpected = false): OpenDatabase {
  if (isExpected) refuseEmptyFile(path)
  // Made by us and not by SQLite, so that it is never readable by others, not even for a moment.
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: true,
  })
  try {
    if (isExpected) refuseUnused(database)
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

// Before SQLite sees it: it would throw away the write-ahead log beside an empty file.
function refuseEmptyFile(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new Error(`${path} is gone`)
  if (size === 0) throw new Error(`${path} is empty`)
}

function refuseUnused(database: DatabaseSync): void {
  const tables = database
    .prepare(
      "select name from sqlite_schema where type = 'table' and name in ('meta', 'migrations')",
    )
    .all()
  if (
    tables.length < 2 ||
    database.prepare("select 1 from meta where name = 'epoch'").get() === undefined
  )
    throw new Error('its file holds no data of this service')
}
