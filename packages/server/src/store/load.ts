import type { Kysely } from 'kysely'
import type { Logger } from '../http/logger.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { StoredRuleset } from '../rulesets/stored-ruleset.ts'
import { environmentKeys, findEnvironment, findRuleset } from './environment-rows.ts'
import type { Snapshot } from './snapshots.ts'
import type { Tables } from './tables.ts'
import { rulesetUnreadable } from './unreadable.ts'

/** What loading needs. */
export interface LoadOptions {
  readonly db: Kysely<Tables>
  readonly live: LiveEnvironments
  readonly held: Map<string, StoredRuleset>
  /** What was served last, for an environment whose ruleset cannot be read. */
  readonly snapshot: Snapshot | undefined
  readonly logger: Logger
}

/**
 * Brings every environment into memory. A flag that this release cannot read is
 * left out, a ruleset that it cannot read is replaced by the last one that was
 * served; both are logged as errors.
 *
 * @returns the environments that could not be read
 */
export async function loadEnvironments(options: LoadOptions): Promise<string[]> {
  const unreadable: string[] = []
  for (const key of await environmentKeys(options.db)) {
    if (!(await loadEnvironment(options, key))) unreadable.push(key)
  }
  return unreadable
}

async function loadEnvironment(
  { db, live, held, snapshot, logger }: LoadOptions,
  key: string,
): Promise<boolean> {
  const last = snapshot?.environments.find((environment) => environment.key === key)
  let settings = last?.settings
  try {
    const row = await findEnvironment(db, key)
    if (row === undefined) return true
    const { version } = row
    settings = row.settings
    const stored = await findRuleset(db, key, version)
    if (stored === undefined) throw rulesetUnreadable(key, version, 'the row is missing')
    for (const fault of stored.faults) {
      logger.error(
        { environment: key, version, path: fault.path, fault: fault.message },
        'a stored flag is quarantined',
      )
    }
    held.set(key, stored)
    live.publish({ key, settings, ruleset: stored.ruleset })
    return true
  } catch (err) {
    logger.error(
      { err, environment: key, served: last?.ruleset.version },
      'a stored ruleset cannot be read; the last one served is served on',
    )
    if (last !== undefined && settings !== undefined)
      live.publish({ key, settings, ruleset: last.ruleset })
    return false
  }
}
