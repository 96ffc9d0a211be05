import type { TakenLook } from '@sluice/stats'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../../store/tables.ts'
import type { ApartRow } from '../apart-rows.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** Whose looks: one run, under one allocation. Another one begins anew. */
export interface LookedAt {
  readonly environment: string
  readonly experiment: string
  readonly startedAt: number
  readonly allocationVersion: number
}

/** What was measured at a look; the answer follows from it, today as in a year. */
export interface LookDocument {
  readonly data: TakenLook['data']
  /** Values of segments that too few units had. */
  readonly hidden: Readonly<Record<string, number>>
  /** `null` where a source outside did not answer; it is asked again about the same time. */
  readonly apart: readonly ApartRow[] | null
}

/** A look that was taken. */
export interface StoredLook extends LookDocument {
  readonly look: number
  /** Up to when it was measured, epoch milliseconds. */
  readonly plannedAt: number
  /** When that was done; later than planned after the service was away. */
  readonly readAt: number
}

/** Reads the looks that were taken at a run, in their order. */
export async function readLooks(
  db: Db,
  { environment, experiment, startedAt, allocationVersion }: LookedAt,
): Promise<StoredLook[]> {
  const rows = await db
    .selectFrom('experiment_looks')
    .select(['look', 'planned_at', 'read_at', 'document'])
    .where('environment', '=', environment)
    .where('experiment', '=', experiment)
    .where('started_at', '=', startedAt)
    .where('allocation_version', '=', allocationVersion)
    .orderBy('look')
    .execute()
  return rows.map(({ look, planned_at: plannedAt, read_at: readAt, document }) => ({
    ...(JSON.parse(document) as LookDocument),
    look,
    plannedAt,
    readAt,
  }))
}

/** Keeps a look for good. One that is there already stays as it is. */
export async function storeLook(
  db: Transaction<Tables>,
  { environment, experiment, startedAt, allocationVersion }: LookedAt,
  planHash: string,
  { look, plannedAt, readAt, data, hidden, apart }: StoredLook,
): Promise<void> {
  await db
    .insertInto('experiment_looks')
    .values({
      environment,
      experiment,
      started_at: startedAt,
      allocation_version: allocationVersion,
      look,
      planned_at: plannedAt,
      read_at: readAt,
      plan_hash: planHash,
      document: JSON.stringify({ data, hidden, apart } satisfies LookDocument),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
