import type { Annotation } from '@sluice/stats'
import type { Kysely, Transaction } from 'kysely'
import type { Actor } from '../audit/actor.ts'
import type { Tables } from '../store/tables.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** Something that happened outside: a campaign, an outage, a holiday. */
export interface StoredAnnotation extends Annotation {
  readonly id: string
  /** The experiment that it concerns; `null` for all of the environment. */
  readonly experiment: string | null
  readonly createdAt: number
  readonly createdBy: Actor
}

/** Which annotations are read. */
export interface AnnotationQuestion {
  readonly environment: string
  /** Those of this experiment and those of everybody. */
  readonly experiment?: string
  /** Days such as `2026-11-26`, both included. */
  readonly from: string
  readonly to: string
  readonly limit: number
}

/** Reads annotations in the order of their days. */
export async function readAnnotations(
  db: Db,
  { environment, experiment, from, to, limit }: AnnotationQuestion,
): Promise<StoredAnnotation[]> {
  let query = db
    .selectFrom('annotations')
    .selectAll()
    .where('environment', '=', environment)
    .where('day', '>=', from)
    .where('day', '<=', to)
  if (experiment !== undefined) {
    query = query.where((where) =>
      where.or([where('experiment', 'is', null), where('experiment', '=', experiment)]),
    )
  }
  const rows = await query.orderBy('day').orderBy('created_at').limit(limit).execute()
  return rows.map((row) => ({
    id: row.id,
    experiment: row.experiment,
    day: row.day,
    title: row.title,
    createdAt: row.created_at,
    createdBy: JSON.parse(row.created_by) as Actor,
  }))
}
