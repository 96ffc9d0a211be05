import type { Kysely } from 'kysely'
import type { Logger } from '../http/logger.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { StoredRuleset } from '../rulesets/stored-ruleset.ts'
import { findRuleset, listEnvironments, type EnvironmentRow } from './environment-rows.ts'
import type { Snapshot } from './snapshots.ts'
import type { Tables } from './tables.ts'

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
 */
export async function loadEnvironments(options: LoadOptions): Promise<void> {
  for (const row of await listEnvironments(options.db)) await loadEnvironment(options, row)
}

async function loadEnvironment(
  { db, live, held, snapshot, logger }: LoadOptions,
  { key, settings, version }: EnvironmentRow,
): Promise<void> {
  try {
    const stored = await findRuleset(db, key, version)
    if (stored === undefined) throw new Error(`version ${version} is missing`)
    for (const fault of stored.faults) {
      logger.error(
        { environment: key, version, path: fault.path, fault: fault.message },
        'a stored flag is quarantined',
      )
    }
    held.set(key, stored)
    live.publish({ key, settings, ruleset: stored.ruleset })
  } catch (err) {
    const last = snapshot?.environments.find((environment) => environment.key === key)
    logger.error(
      { err, environment: key, version, served: last?.ruleset.version },
      'a stored ruleset cannot be read; the last one served is served on',
    )
    if (last !== undefined) live.publish({ key, settings, ruleset: last.ruleset })
  }
}
