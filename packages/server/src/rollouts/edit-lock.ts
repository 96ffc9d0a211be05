import type { Ruleset } from '@sluice/core'
import type { RolloutPlan, StateName } from '@sluice/rollout'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { AuditAction } from '../audit/audit-entry.ts'
import { HttpError } from '../http/http-error.ts'
import type { Change, Subject } from '../rulesets/change.ts'
import type { Tables } from '../store/tables.ts'
import type { Unit } from '../store/unit.ts'
import { flagMark } from './flag-mark.ts'
import { givesMore } from './gives-more.ts'
import { moreByPart } from './more-by-part.ts'
import { BUSY } from './rollout-rows.ts'

/** What is never locked: turning off, and going back. */
const FREE: ReadonlySet<AuditAction> = new Set([
  'flag.turn-off',
  'rollout.restore',
  'service.restore',
])

/** What is locked only where it brings more of the treatment. */
const GOING_BACK: ReadonlySet<AuditAction> = new Set(['flag.rollback', 'ruleset.rollback'])

/** What keeps a flag locked by state, and the way out. */
const LOCKED: Readonly<
  Partial<Record<StateName, { readonly now: string; readonly first: string }>>
> = {
  rolling_back: {
    now: 'is being rolled back, and nobody may get more of the treatment',
    first: 'Wait until it is back, or abort it. Then close its incident with what it was',
  },
  verifying: {
    now: 'was rolled back, and it is being verified that this has helped',
    first: 'Wait for that, or abort it. Then close its incident with what it was',
  },
  rolled_back: {
    now: 'was rolled back, and its incident is open',
    first: 'Close it with what it was',
  },
  aborted: {
    now: 'was to be rolled back when somebody aborted that, and its incident is open',
    first: 'Close it with what it was',
  },
}

/** Where the flag may still show the treatment, who repairs it by hand is in nobody's way. */
const NOT_BACK: ReadonlySet<string> = new Set(['rolling_back', 'aborted'])

/**
 * Refuses to change what a flag serves while the incident of its rollback is open, from the moment
 * of the rollback on, so that nobody widens it again before somebody has said what it was; neither
 * by the flag itself nor by what it goes by, such as a segment.
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
  if (action === 'experiment.start') {
    await refuseBesideRollout(db, environment, begunOn(changes, after))
  }
  if (!changes.some(({ subject }) => DECIDING.has(subject))) return
  for (const held of await openIncidents(db, environment)) {
    const plan = JSON.parse(held.plan) as RolloutPlan
    const isLeft = GOING_BACK.has(action) || NOT_BACK.has(held.state_name)
    // A flag has one rollout at a time, whose share is in nobody's way.
    if (action !== 'rollout.share' && servesAnew(before, after, held.flag)) {
      const [was, next] = [before.flags[held.flag], after.flags[held.flag]]
      if (!isLeft || givesMore(was, next, plan.treatment, plan)) throw refusalOf(held, environment)
    }
    const part = moreByPart(before, after, held.flag, plan.treatment)
    if (part !== undefined) throw refusalOf(held, environment, { part, plan })
  }
}

/** What flags serve by. */
const DECIDING: ReadonlySet<Subject> = new Set(['flag', 'segment', 'layer', 'holdout'])

/** Whatever reads: a transaction, or the database outside of one. */
export type Database = Kysely<Tables> | Transaction<Tables>

type Locked = Pick<Tables['rollouts'], 'id' | 'flag' | 'plan' | 'state_name'>

/** The rollouts whose incident nobody has closed yet. */
export async function openIncidents(db: Database, environment: string): Promise<readonly Locked[]> {
  return db
    .selectFrom('rollouts')
    .select(['id', 'flag', 'plan', 'state_name'])
    .where('environment', '=', environment)
    .where('state_name', 'in', Object.keys(LOCKED))
    .where(sql`json_extract(state, '$.incident.at')`, 'is not', null)
    .where(sql`json_extract(state, '$.incident.closedBy.id')`, 'is', null)
    .execute()
}

/**
 * What somebody is told who would change a flag whose incident is open.
 *
 * @param by.part - what the flag goes by, in words, where that would be changed
 */
export function refusalOf(
  held: Locked,
  environment: string,
  by?: { readonly part: string; readonly plan: RolloutPlan },
): HttpError {
  const { now, first } = LOCKED[held.state_name as StateName] ?? { now: '', first: '' }
  const close = `${first} (sluice rollout close ${held.id} --environment ${environment} --reason "…")`
  const text =
    by === undefined
      ? `The flag "${held.flag}" ${now}. ${close}, then change the flag. Turning it off needs no such thing, nor does going back to a version that gives nobody more of the treatment.`
      : `The flag "${held.flag}" goes by the ${by.part}, and somebody might get "${by.plan.treatment}" by another one; but the flag ${now}. ${close}, or turn the flag off; then change the ${by.part}.`
  return new HttpError('FLAG_LOCKED', text, { status: 409, members: { rollout: held.id } })
}

/** The flags of the experiments that a change begins, also where it draws everybody as before. */
function begunOn(changes: readonly Change[], { experiments }: Ruleset): readonly string[] {
  return changes
    .filter(({ subject }) => subject === 'experiment')
    .flatMap(({ key }) => experiments[key]?.flag ?? [])
}

/**
 * Refuses to start an experiment on a flag that is being rolled out: it draws everybody anew, whom
 * the rollout has given the treatment too, and going back would take what it compares.
 *
 * @throws HttpError `ROLLOUT_RUNNING`, status 409
 */
async function refuseBesideRollout(
  db: Unit['db'],
  environment: string,
  flags: readonly string[],
): Promise<void> {
  const busy = await db
    .selectFrom('rollouts')
    .select(['id', 'flag', 'state_name'])
    .where('environment', '=', environment)
    .where('flag', 'in', flags)
    .where('state_name', 'in', [...BUSY])
    .executeTakeFirst()
  if (busy === undefined) return
  throw new HttpError(
    'ROLLOUT_RUNNING',
    `The rollout ${busy.id} of "${busy.flag}" is ${busy.state_name.replace('_', ' ')}, and an experiment on it would draw its people anew. Finish it, roll it back or abort it first.`,
    { status: 409, members: { rollout: busy.id } },
  )
}

function servesAnew(before: Ruleset, after: Ruleset, key: string): boolean {
  const [old, next] = [before, after].map(({ flags }) =>
    Object.hasOwn(flags, key) ? flags[key] : undefined,
  )
  if (old === undefined || next === undefined) return false
  return !next.archived && flagMark(old) !== flagMark(next)
}
