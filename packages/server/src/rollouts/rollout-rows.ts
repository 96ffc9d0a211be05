import type { RolloutPlan, RolloutState, StateName } from '@sluice/rollout'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { HttpError } from '../http/http-error.ts'
import type { Tables } from '../store/tables.ts'
import type { Unit } from '../store/unit.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** A rollout as it is kept. */
export interface StoredRollout {
  readonly id: string
  readonly environment: string
  readonly flag: string
  readonly plan: RolloutPlan
  readonly state: RolloutState
  /** What the flag served to whom when the rollout changed it last; `null` before that. */
  readonly flagMark: string | null
  /** Epoch milliseconds. */
  readonly countedFrom: number
  readonly decisions: number
  readonly createdAt: number
  readonly changedAt: number
}

/** The states in which the flag is a rollout's own; it has one at a time. */
export const BUSY: ReadonlySet<StateName> = new Set([
  'running',
  'paused',
  'rolling_back',
  'verifying',
])

/** The states in which time has to pass over a rollout. */
export const LIVE_STATES: readonly StateName[] = [
  'running',
  'paused',
  'rolling_back',
  'verifying',
  'rolled_back',
]

/** Finds a rollout; `undefined` when there is none of that id in the environment. */
export async function findRollout(
  db: Db,
  environment: string,
  id: string,
): Promise<StoredRollout | undefined> {
  const row = await db
    .selectFrom('rollouts')
    .selectAll()
    .where('id', '=', id)
    .where('environment', '=', environment)
    .executeTakeFirst()
  return row === undefined ? undefined : rolloutOf(row)
}

/**
 * Finds a rollout that has to be there.
 *
 * @throws HttpError `ROLLOUT_NOT_FOUND`, status 404
 */
export async function requireRollout(
  db: Db,
  environment: string,
  id: string,
): Promise<StoredRollout> {
  const found = await findRollout(db, environment, id)
  if (found !== undefined) return found
  throw new HttpError(
    'ROLLOUT_NOT_FOUND',
    `There is no rollout "${id.slice(0, 128)}" in ${environment}. List them to see which there are.`,
    { status: 404 },
  )
}

/** Every rollout of a flag, newest first. */
export async function rolloutsOfFlag(
  db: Db,
  environment: string,
  flag: string,
): Promise<StoredRollout[]> {
  const rows = await db
    .selectFrom('rollouts')
    .selectAll()
    .where('environment', '=', environment)
    .where('flag', '=', flag)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(rolloutOf)
}

/** Reads a row. */
export function rolloutOf(row: Selectable<Tables['rollouts']>): StoredRollout {
  return {
    id: row.id,
    environment: row.environment,
    flag: row.flag,
    plan: JSON.parse(row.plan) as RolloutPlan,
    state: JSON.parse(row.state) as RolloutState,
    flagMark: row.flag_mark,
    countedFrom: row.counted_from,
    decisions: row.decisions,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }
}

/**
 * Writes a rollout back, where nothing has happened to it since it was read.
 *
 * @throws HttpError `ROLLOUT_CHANGED`, status 409
 */
export async function writeBack(
  unit: Unit,
  opened: StoredRollout,
  rollout: StoredRollout,
): Promise<void> {
  const { id, state, flagMark, countedFrom, decisions, changedAt } = rollout
  await refuseSecond(unit.db, opened, state)
  const { numUpdatedRows } = await unit.db
    .updateTable('rollouts')
    .set({
      state: JSON.stringify(state),
      state_name: state.name,
      revision: state.revision,
      flag_mark: flagMark,
      counted_from: countedFrom,
      decisions,
      changed_at: changedAt,
    })
    .where('id', '=', id)
    .where('revision', '=', opened.state.revision)
    .executeTakeFirst()
  if (numUpdatedRows === 1n) return
  throw new HttpError(
    'ROLLOUT_CHANGED',
    `The rollout ${id} was changed meanwhile. Look at it again, and repeat what you did.`,
    { status: 409 },
  )
}

/**
 * Refuses a state in which a flag would have two rollouts at a time, also where an older one would
 * go back.
 *
 * @param rollout - as it is
 * @throws HttpError `ROLLOUT_REFUSED`, status 409
 */
export async function refuseSecond(
  db: Db,
  { id, environment, flag, state }: StoredRollout,
  next: Pick<RolloutState, 'name'>,
): Promise<void> {
  if (BUSY.has(state.name) || !BUSY.has(next.name)) return
  const other = await db
    .selectFrom('rollouts')
    .select('id')
    .where('environment', '=', environment)
    .where('flag', '=', flag)
    .where('id', '<>', id)
    .where('state_name', 'in', [...BUSY])
    .executeTakeFirst()
  if (other === undefined) return
  throw new HttpError(
    'ROLLOUT_REFUSED',
    `The flag "${flag}" has another rollout that is not over, ${other.id}. Roll that one back, or abort it first.`,
    { status: 409, members: { rollout: other.id } },
  )
}
