import { compile, stampVersions, type JsonObject, type Ruleset } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import type { Actor } from '../audit/actor.ts'
import { sha256, type AuditAction } from '../audit/audit-entry.ts'
import { RULESET_HASH } from '../audit/check-rulesets.ts'
import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import { refuseLocked } from '../rollouts/edit-lock.ts'
import { refuseMetricsInUse } from '../rollouts/metrics-in-use.ts'
import { findEnvironment, findRuleset } from '../store/environment-rows.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'
import { isRulesetUnreadable, rulesetUnreadable } from '../store/unreadable.ts'
import { changesBetween, sideOf, type Change } from './change.ts'
import { checkNewFlags } from './flag-policies.ts'
import type { Proposal } from './propose.ts'
import { requireReason } from './reason.ts'
import {
  keptBack,
  storedDocument,
  storedText,
  wholeRuleset,
  type StoredRuleset,
} from './stored-ruleset.ts'

/** A change to the ruleset of an environment. */
export interface RulesetChange {
  readonly environment: string
  readonly actor: Actor
  readonly action: AuditAction
  /** The flag that the change is about; `null` for a whole ruleset. */
  readonly subject: string | null
  readonly reason: string | null
  /** The version that the caller has seen; `undefined` to change whatever there is. */
  readonly expectedVersion: number | undefined
  /** What the change was decided by, for the audit log. */
  readonly evidence?: JsonObject
  /** Whether the flags that it adds follow the rules for new flags; a way back does not ask. */
  readonly checksNewFlags: boolean
  propose(current: Ruleset, settings: EnvironmentSettings): Proposal | Promise<Proposal>
}

/** What became of a change. */
export interface RulesetOutcome {
  /** The version that is served now; the previous one when nothing differed. */
  readonly version: number
  readonly previousVersion: number
  readonly changes: readonly Change[]
}

/**
 * Changes the ruleset of an environment: version, immutable ruleset and audit
 * entry in one transaction, then publication. A change that changes nothing
 * makes no version. Where the current version cannot be read, the one that is
 * served is what changes.
 *
 * @throws HttpError `ENVIRONMENT_NOT_FOUND`, `VERSION_STALE` (412), `FLAG_LOCKED` and `METRIC_IN_USE` (409), `REASON_REQUIRED`,
 *   `RULESET_UNREADABLE` (503) when nothing is served either, and what the proposal throws
 */
export async function changeRuleset(
  store: Store,
  unit: Unit,
  change: RulesetChange,
): Promise<RulesetOutcome> {
  const { environment } = change
  const row = await findEnvironment(unit.db, environment)
  if (row === undefined)
    throw new HttpError('ENVIRONMENT_NOT_FOUND', `There is no environment "${environment}".`, {
      status: 404,
    })
  const current = await currentRuleset(store, unit, environment, row.version)
  // Whoever read the ruleset got the version that is served.
  const seen = current.ruleset.version
  if (change.expectedVersion !== undefined && change.expectedVersion !== seen) throw stale(seen)
  requireReason(row.settings, change.reason)
  const proposal = await change.propose(current.ruleset, row.settings)
  if (change.checksNewFlags) checkNewFlags(current.ruleset, proposal.next, row.settings, unit.now)
  const changes = changesBetween(current.ruleset, proposal.next)
  const { action } = change
  await refuseLocked(unit, {
    environment,
    action,
    changes,
    before: current.ruleset,
    after: proposal.next,
  })
  await refuseMetricsInUse(unit, {
    environment,
    action,
    before: current.ruleset,
    after: proposal.next,
  })
  // A version that cannot be read gets a successor that can, even when nothing else differs.
  if (changes.length === 0 && !current.standsIn)
    return { version: row.version, previousVersion: row.version, changes }
  const version = row.version + 1
  const ruleset = stampVersions(
    current.ruleset,
    proposal.next,
    version,
    proposal.rolledBack === undefined ? {} : { rolledBack: proposal.rolledBack },
  )
  // What cannot be compiled must not get as far as the commit.
  compile(ruleset, { regex: re2Engine })
  const stored = { ruleset, quarantined: keptBack(ruleset, current.quarantined), faults: [] }
  const text = storedText(stored)
  await insertVersion(unit, change, row.version, stored, text, changes)
  await unit.audit({
    environment,
    actor: change.actor,
    action: change.action,
    subject: change.subject,
    reason: change.reason,
    before: sideOf(changes, 'before', seen),
    after: {
      ...sideOf(changes, 'after', version),
      [RULESET_HASH]: sha256(text),
      ...(change.evidence !== undefined && { evidence: change.evidence }),
    },
  })
  const published = { key: environment, settings: row.settings, ruleset }
  unit.afterCommit(() => void store.held.set(environment, stored))
  unit.afterCommit(() => store.live.publish(published))
  unit.afterCommit(
    async () => store.snapshots.environment(published),
    `snapshot of ${published.key}`,
  )
  return { version, previousVersion: row.version, changes }
}

/** Shows what a change would do, without doing it. */
export async function previewChange(
  current: Ruleset,
  settings: EnvironmentSettings,
  now: number,
  propose: (current: Ruleset, settings: EnvironmentSettings) => Proposal,
): Promise<Change[]> {
  const { next } = propose(current, settings)
  checkNewFlags(current, next, settings, now)
  return changesBetween(current, next)
}

/** The refusal of a change that was made on an older version. */
export function stale(currentVersion: number): HttpError {
  return new HttpError(
    'VERSION_STALE',
    `Somebody else changed the ruleset; it is at version ${currentVersion} now. Read it again and repeat the change on it.`,
    { status: 412, members: { currentVersion }, headers: { ETag: `"${currentVersion}"` } },
  )
}

async function currentRuleset(
  store: Store,
  unit: Unit,
  environment: string,
  version: number,
): Promise<StoredRuleset & { readonly standsIn: boolean }> {
  const held = store.held.get(environment)
  if (held?.ruleset.version === version) return { ...held, standsIn: false }
  try {
    const found = await findRuleset(unit.db, environment, version)
    if (found !== undefined) return { ...found, standsIn: false }
    throw rulesetUnreadable(environment, version, 'the row is missing')
  } catch (error) {
    const served = store.live.get(environment)
    if (!isRulesetUnreadable(error) || served === undefined) throw error
    return { ...wholeRuleset(served.ruleset), standsIn: true }
  }
}

async function insertVersion(
  unit: Unit,
  change: RulesetChange,
  previous: number,
  stored: StoredRuleset,
  text: string,
  changes: readonly Change[],
): Promise<void> {
  const { environment } = change
  const { version } = stored.ruleset
  const updated = await unit.db
    .updateTable('environments')
    .set({ version, changed_at: unit.now })
    .where('key', '=', environment)
    .where('version', '=', previous)
    .executeTakeFirst()
  if (updated.numUpdatedRows !== 1n) throw stale(previous)
  await unit.db
    .insertInto('ruleset_versions')
    .values({
      environment,
      version,
      document: storedDocument(stored),
      ruleset: text,
      actor: JSON.stringify(change.actor),
      action: change.action,
      reason: change.reason,
      changes: JSON.stringify(changes.map(({ subject, key, kind }) => ({ [subject]: key, kind }))),
      created_at: unit.now,
    })
    .execute()
}
