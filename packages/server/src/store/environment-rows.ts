import type { Kysely, Transaction } from 'kysely'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { readStored, type StoredRuleset } from '../rulesets/stored-ruleset.ts'
import { parseSettings } from './settings.ts'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** An environment as its row has it. */
export interface EnvironmentRow {
  readonly key: string
  readonly settings: EnvironmentSettings
  readonly version: number
  readonly createdAt: number
  readonly changedAt: number
}

/** Finds an environment; `undefined` when there is none of that key. */
export async function findEnvironment(db: Db, key: string): Promise<EnvironmentRow | undefined> {
  const row = await db
    .selectFrom('environments')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirst()
  return row === undefined ? undefined : environmentOf(row)
}

/** All environments, by key. */
export async function listEnvironments(db: Db): Promise<EnvironmentRow[]> {
  const rows = await db.selectFrom('environments').selectAll().orderBy('key').execute()
  return rows.map(environmentOf)
}

/** Reads a version of a ruleset; `undefined` when there is none of that number. */
export async function findRuleset(
  db: Db,
  environment: string,
  version: number,
): Promise<StoredRuleset | undefined> {
  const row = await db
    .selectFrom('ruleset_versions')
    .select('ruleset')
    .where('environment', '=', environment)
    .where('version', '=', version)
    .executeTakeFirst()
  return row === undefined ? undefined : readStored(JSON.parse(row.ruleset))
}

function environmentOf(row: Tables['environments']): EnvironmentRow {
  return {
    key: row.key,
    settings: parseSettings(JSON.parse(row.settings)),
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}
