import { SluiceError } from '@sluice/core'
import type { DatabaseSync } from 'node:sqlite'
import type { Migration } from './migration.ts'
import { MIGRATIONS } from './migrations.ts'

/**
 * Brings the schema up to date. Each step and its record commit together, so an
 * interrupted run is simply run again; of two services that start at once, one
 * holds the write lock and the other finds the step done.
 *
 * @throws SluiceError `STORE_TOO_NEW` when a newer release has written here
 */
export function migrate(
  database: DatabaseSync,
  now: number,
  steps: readonly Migration[] = MIGRATIONS,
): void {
  database.exec(
    'create table if not exists migrations (name text primary key, applied_at integer not null) strict',
  )
  refuseNewer(database, steps)
  for (const step of steps) {
    if (isApplied(database, step.name)) continue
    database.exec('begin immediate')
    try {
      if (!isApplied(database, step.name)) {
        database.exec(step.sql)
        database
          .prepare('insert into migrations (name, applied_at) values (?, ?)')
          .run(step.name, now)
      }
      database.exec('commit')
    } catch (error) {
      database.exec('rollback')
      throw error
    }
  }
}

function isApplied(database: DatabaseSync, name: string): boolean {
  return database.prepare('select 1 from migrations where name = ?').get(name) !== undefined
}

function refuseNewer(database: DatabaseSync, steps: readonly Migration[]): void {
  const known = new Set(steps.map((step) => step.name))
  const unknown = database
    .prepare('select name from migrations order by name')
    .all()
    .map((row) => String(row['name']))
    .filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new SluiceError(
      'STORE_TOO_NEW',
      `The data folder was written by a newer release of Sluice (${unknown.join(', ')}). Start that release, or restore a backup made before it.`,
    )
  }
}
