import type { Decision, DecisionEntry, Outcome } from '@sluice/rollout'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { Unit } from '../store/unit.ts'
import type { StoredRollout } from './rollout-rows.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** A decision as it is listed. */
export interface StoredDecision {
  readonly seq: number
  readonly at: number
  readonly outcome: Outcome
  readonly rule: string
  readonly entry: DecisionEntry
}

/** Adds a decision to the log of a rollout; `decisions` counts it already. */
export async function addDecision(
  { db, now }: Unit,
  { id, decisions }: StoredRollout,
  { outcome, rule }: Decision,
  entry: object,
): Promise<void> {
  await db
    .insertInto('rollout_decisions')
    .values({ rollout: id, seq: decisions, at: now, outcome, rule, entry: JSON.stringify(entry) })
    .execute()
}

/** The decision that was kept last; `undefined` before the first. */
export async function lastDecision(db: Db, { id }: StoredRollout): Promise<Decision | undefined> {
  const [last] = await decisionsOf(db, id, { limit: 1 })
  return last?.entry.decision
}

/** Decisions of a rollout, newest first. */
export async function decisionsOf(
  db: Db,
  id: string,
  { limit, before }: { readonly limit: number; readonly before?: number | undefined },
): Promise<StoredDecision[]> {
  const rows = await db
    .selectFrom('rollout_decisions')
    .selectAll()
    .where('rollout', '=', id)
    .where('seq', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ seq, at, outcome, rule, entry }) => ({
    seq,
    at,
    outcome: outcome as Outcome,
    rule,
    entry: JSON.parse(entry) as DecisionEntry,
  }))
}
