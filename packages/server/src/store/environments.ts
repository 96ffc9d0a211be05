import { parseRuleset } from '@sluice/core/schema'
import type { JsonObject } from '@sluice/core'
import type { Actor } from '../audit/actor.ts'
import { sha256 } from '../audit/audit-entry.ts'
import { RULESET_HASH } from '../audit/check-rulesets.ts'
import { refuseTakingEvents } from '../experiments/kept-events.ts'
import { refuseTakingFromRollouts } from '../rollouts/kept-events.ts'
import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { requireReason } from '../rulesets/reason.ts'
import { storedDocument, storedText, wholeRuleset } from '../rulesets/stored-ruleset.ts'
import { findEnvironment, type EnvironmentRow } from './environment-rows.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import type { Store } from './store.ts'
import type { Unit } from './unit.ts'

/** Who does something, and why. */
export interface By {
  readonly actor: Actor
  readonly reason: string | null
}

/**
 * Makes an environment with an empty ruleset at version 0.
 *
 * @throws HttpError `ENVIRONMENT_EXISTS`, status 409
 */
export async function createEnvironment(
  store: Store,
  unit: Unit,
  key: string,
  settings: Partial<EnvironmentSettings>,
  by: By,
): Promise<EnvironmentRow> {
  if ((await findEnvironment(unit.db, key)) !== undefined) {
    throw new HttpError('ENVIRONMENT_EXISTS', `There is an environment "${key}" already.`, {
      status: 409,
    })
  }
  const whole = { ...DEFAULT_SETTINGS, ...settings }
  const { now } = unit
  const stored = wholeRuleset(parseRuleset({ schemaVersion: 1 }).ruleset)
  const text = storedText(stored)
  await unit.db
    .insertInto('environments')
    .values({ key, settings: JSON.stringify(whole), version: 0, created_at: now, changed_at: now })
    .execute()
  await unit.db
    .insertInto('ruleset_versions')
    .values({
      environment: key,
      version: 0,
      document: storedDocument(stored),
      ruleset: text,
      actor: JSON.stringify(by.actor),
      action: 'environment.create',
      reason: by.reason,
      changes: '[]',
      created_at: now,
    })
    .execute()
  const after = { key, settings: asJson(whole), version: 0, [RULESET_HASH]: sha256(text) }
  await unit.audit({
    ...by,
    environment: key,
    action: 'environment.create',
    subject: key,
    before: null,
    after,
  })
  const published = { key, settings: whole, ruleset: stored.ruleset }
  unit.afterCommit(() => void store.held.set(key, stored))
  unit.afterCommit(() => store.live.publish(published))
  unit.afterCommit(
    async () => store.snapshots.environment(published),
    `snapshot of ${published.key}`,
  )
  return { key, settings: whole, version: 0, createdAt: now, changedAt: now }
}

/** Settings that may be taken away again. */
type Removable = 'namingPattern' | 'eventRetentionDays' | 'grantRoles'

/** Settings to change; `null` takes one away. */
export type SettingsChange = Partial<Omit<EnvironmentSettings, Removable>> & {
  readonly [Name in Removable]?: EnvironmentSettings[Name] | null
}

/**
 * Changes the settings of an environment; what is not given stays.
 *
 * @param change - `null` takes the naming pattern or the retention away
 * @throws HttpError `ENVIRONMENT_NOT_FOUND`, `REASON_REQUIRED` when it is protected now,
 *   `EXPERIMENTS_NEED_EVENTS` or `ROLLOUTS_NEED_EVENTS` (409) when events would go that one needs
 */
export async function changeSettings(
  store: Store,
  unit: Unit,
  key: string,
  change: SettingsChange,
  by: By & {
    /** Whether events may go that an experiment needs. */
    readonly despiteExperiments?: boolean
  },
): Promise<EnvironmentRow> {
  const row = await findEnvironment(unit.db, key)
  if (row === undefined)
    throw new HttpError('ENVIRONMENT_NOT_FOUND', `There is no environment "${key}".`, {
      status: 404,
    })
  const { despiteExperiments = false, actor, reason } = by
  requireReason(row.settings, reason)
  const { eventRetentionDays: days } = change
  const ruleset = store.live.get(key)?.ruleset
  if (typeof days === 'number' && days !== row.settings.eventRetentionDays) {
    if (ruleset !== undefined) refuseTakingEvents(ruleset, days, unit.now, despiteExperiments)
    await refuseTakingFromRollouts(unit, key, days)
  }
  const settings = withoutNull({ ...row.settings, ...change })
  await unit.db
    .updateTable('environments')
    .set({ settings: JSON.stringify(settings), changed_at: unit.now })
    .where('key', '=', key)
    .execute()
  await unit.audit({
    actor,
    reason,
    environment: key,
    action: 'environment.change',
    subject: key,
    before: { settings: asJson(row.settings) },
    after: { settings: asJson(settings) },
  })
  unit.afterCommit(async () => {
    const live = store.live.get(key)
    if (live === undefined) return
    const published = { key, settings, ruleset: live.ruleset }
    store.live.publish(published)
    await store.snapshots.environment(published)
  })
  return { ...row, settings, changedAt: unit.now }
}

/** Leaves out what was taken away. */
export function withoutNull<T extends object>(
  settings: T,
): { [Name in keyof T]: Exclude<T[Name], null> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null)) as never
}

function asJson(settings: EnvironmentSettings): JsonObject {
  return JSON.parse(JSON.stringify(settings)) as JsonObject
}
