import type { Ruleset } from '@sluice/core'
import { sql } from 'kysely'
import type { AuditAction } from '../audit/audit-entry.ts'
import { HttpError } from '../http/http-error.ts'
import type { Change } from '../rulesets/change.ts'
import type { Unit } from '../store/unit.ts'
import { flagMark } from './flag-mark.ts'

/** What is never locked: turning off, going back, and rollouts themselves. */
const FREE: ReadonlySet<AuditAction> = new Set([
  'flag.turn-off',
  'flag.rollback',
  'ruleset.rollback',
  'rollout.share',
  'rollout.restore',
  'service.restore',
])

/**
 * Refuses to change what a flag serves while the incident of its rollback is open, so that
 * nobody widens it again before somebody has said what it was.
 *
 * @throws HttpError `FLAG_LOCKED`, status 409
 */
export async function refuseLocked(
  { db }: Unit,
  change: {
    readonly environment: string
    readonly action: AuditAction
    readonly changes: readonly Change[]
    readonly before: Ruleset
    readonly after: Ruleset
  },
): Promise<void> {
  const { environment, action, changes, before, after } = change
  if (FREE.has(action)) return
  const flags = changes
    .filter(({ subject, key }) => subject === 'flag' && servesAnew(before, after, key))
    .map(({ key }) => key)
  if (flags.length === 0) return
  const locked = await db
    .selectFrom('rollouts')
    .select(['id', 'flag'])
    .where('environment', '=', environment)
    .where('state_name', '=', 'rolled_back')
    .where(sql`json_extract(state, '$.incident.closedBy.id')`, 'is', null)
    .execute()
  const [held] = locked.filter(({ flag }) => flags.includes(flag))
  if (held === undefined) return
  throw new HttpError(
    'FLAG_LOCKED',
    `The flag "${held.flag}" was rolled back, and its incident is open. Close it with what it was (sluice rollout close ${held.id} --reason "…"), then change the flag. Turning it off needs no such thing.`,
    { status: 409, members: { rollout: held.id } },
  )
}

function servesAnew(before: Ruleset, after: Ruleset, key: string): boolean {
  const [old, next] = [before, after].map(({ flags }) =>
    Object.hasOwn(flags, key) ? flags[key] : undefined,
  )
  if (old === undefined || next === undefined) return false
  return !next.archived && flagMark(old) !== flagMark(next)
}
