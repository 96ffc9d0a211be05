import type { Kysely, Transaction } from 'kysely'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { readStored, type StoredRuleset } from '../rulesets/stored-ruleset.ts'
import { parseSettings } from './settings.ts'
import type { Tables } from './tables.ts'
import { rulesetUnreadable, settingsUnreadable } from './unreadable.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** An environment as its row has it. */
export interface EnvironmentRow {
  readonly key: string
  readonly settings: EnvironmentSettings
  readonly version: number
  readonly createdAt: number
  readonly changedAt: number
}

/**
 * Finds an environment; `undefined` when there is none of that key.
 *
 * @throws HttpError `SETTINGS_UNREADABLE`, status 503
 */
export async function findEnvironment(db: Db, key: string): Promise<EnvironmentRow | undefined> {
  const row = await db
    .selectFrom('environments')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirst()
  return row === undefined ? undefined : environmentOf(row)
}

/** The keys of all environments, whether the rest of their rows can be read or not. */
export async function environmentKeys(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('environments').select('key').orderBy('key').execute()
  return rows.map(({ key }) => key)
}

/**
 * Reads a version of a ruleset; `undefined` when there is none of that number.
 *
 * @throws HttpError `RULESET_UNREADABLE`, status 503
 */
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
  if (row === undefined) return undefined
  try {
    return readStored(JSON.parse(row.ruleset))
  } catch (error) {
    throw rulesetUnreadable(environment, version, error)
  }
}

function environmentOf(row: Tables['environments']): EnvironmentRow {
  return {
    key: row.key,
    settings: settingsOf(row),
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

function settingsOf({ key, settings }: Tables['environments']): EnvironmentSettings {
  try {
    return parseSettings(JSON.parse(settings))
  } catch (error) {
    throw settingsUnreadable(key, error)
  }
}
