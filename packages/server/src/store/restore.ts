import type { Kysely } from 'kysely'
import { SERVICE_ACTOR } from '../audit/actor.ts'
import { renewEpoch } from './meta.ts'
import type { Snapshot } from './snapshots.ts'
import type { Tables } from './tables.ts'
import type { Writer } from './unit.ts'

/** Tells whether a later version than the database has was served from here before. */
export async function wentBack(
  db: Kysely<Tables>,
  epoch: string,
  snapshot: Snapshot | undefined,
): Promise<boolean> {
  if (snapshot?.epoch !== epoch) return false
  const rows = await db.selectFrom('environments').select(['key', 'version']).execute()
  const versions = new Map(rows.map(({ key, version }) => [key, version]))
  return snapshot.environments.some(
    ({ key, ruleset }) => ruleset.version > (versions.get(key) ?? -1),
  )
}

/**
 * Begins a new epoch and says so in the audit log.
 *
 * @param withoutEntry - the audit log takes none, and what is served must not depend on it
 */
export async function beginEpoch(
  writer: Writer,
  before: string,
  reason: string,
  { withoutEntry = false } = {},
): Promise<string> {
  return writer.write(async (unit) => {
    const after = await renewEpoch(unit.db)
    if (withoutEntry) return after
    await unit.audit({
      environment: null,
      actor: SERVICE_ACTOR,
      action: 'service.restore',
      subject: null,
      reason,
      before: { epoch: before },
      after: { epoch: after },
    })
    return after
  })
}
