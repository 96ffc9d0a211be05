import { randomBytes } from 'node:crypto'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Actor } from '../audit/actor.ts'
import type { Tables } from '../store/tables.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** Results that never change any more. */
export interface Snapshot {
  readonly id: string
  readonly experiment: string
  readonly createdAt: number
  readonly createdBy: Actor
}

/** Freezes results. */
export async function freezeResults(
  db: Transaction<Tables>,
  results: object,
  snapshot: Omit<Snapshot, 'id'> & { readonly environment: string },
): Promise<Snapshot> {
  const { environment, experiment, createdAt, createdBy } = snapshot
  const id = randomBytes(12).toString('base64url')
  await db
    .insertInto('experiment_snapshots')
    .values({
      id,
      environment,
      experiment,
      created_at: createdAt,
      created_by: JSON.stringify(createdBy),
      results: JSON.stringify(results),
    })
    .execute()
  return { id, experiment, createdAt, createdBy }
}

/** Lists what was frozen of an experiment, the latest first. */
export async function listSnapshots(
  db: Db,
  environment: string,
  experiment: string,
  limit: number,
): Promise<Snapshot[]> {
  const rows = await db
    .selectFrom('experiment_snapshots')
    .select(['id', 'experiment', 'created_at', 'created_by'])
    .where('environment', '=', environment)
    .where('experiment', '=', experiment)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(snapshotOf)
}

/** Reads frozen results, and when and by whom they were frozen; `undefined` where there are none of that name. */
export async function readSnapshot(
  db: Db,
  environment: string,
  experiment: string,
  id: string,
): Promise<{ readonly snapshot: Snapshot; readonly results: object } | undefined> {
  const row = await db
    .selectFrom('experiment_snapshots')
    .select(['id', 'experiment', 'created_at', 'created_by', 'results'])
    .where('environment', '=', environment)
    .where('experiment', '=', experiment)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { snapshot: snapshotOf(row), results: JSON.parse(row.results) as object }
}

function snapshotOf(
  row: Omit<Selectable<Tables['experiment_snapshots']>, 'environment' | 'results'>,
): Snapshot {
  return {
    id: row.id,
    experiment: row.experiment,
    createdAt: row.created_at,
    createdBy: JSON.parse(row.created_by) as Actor,
  }
}
