import type { Experiment, ExperimentRun, JsonObject } from '@sluice/core'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { Actor } from '../audit/actor.ts'
import { HttpError } from '../http/http-error.ts'
import type { Tables } from '../store/tables.ts'
import type { Against } from './against.ts'

type Db = Kysely<Tables> | Transaction<Tables>

/** What was decided, by whom and why. */
export interface Decision {
  readonly decision: 'ship' | 'roll_back' | 'end'
  /** The variant that everybody gets from then on. */
  readonly variant: string
  readonly reason: string
  readonly decidedAt: number
  readonly decidedBy: Actor
  /** What the results said: the verdict, and whether it was grey. */
  readonly verdict: JsonObject
  /** What was known against it when somebody went on all the same; absent in what is older. */
  readonly against?: readonly Against[]
  /** The frozen results that it was decided by. */
  readonly snapshot: string
}

/** An experiment that is over. */
export interface ArchivedExperiment {
  readonly key: string
  readonly experiment: Omit<Experiment, 'run'>
  readonly run: ExperimentRun
  readonly decision: Decision
  /** Whether its looks were taken, also where it had none; absent in what is older than that. */
  readonly readsAtLooks?: true
  /** The primary metrics in short, for a list. */
  readonly numbers: readonly JsonObject[]
  readonly learned: string | null
}

/** Keeps an experiment for good. */
export async function archiveExperiment(
  db: Transaction<Tables>,
  environment: string,
  archived: ArchivedExperiment,
): Promise<void> {
  const { key, learned, ...document } = archived
  await db
    .insertInto('experiment_archive')
    .values({
      environment,
      key,
      decided_at: archived.decision.decidedAt,
      document: JSON.stringify(document),
      learned,
      words: wordsOf(archived),
    })
    .execute()
}

/** Finds an experiment that is over. */
export async function findArchived(
  db: Db,
  environment: string,
  key: string,
): Promise<ArchivedExperiment | undefined> {
  const row = await db
    .selectFrom('experiment_archive')
    .selectAll()
    .where('environment', '=', environment)
    .where('key', '=', key)
    .executeTakeFirst()
  return row && archivedOf(row)
}

/**
 * Refuses experiments under keys of those that are over, whose results they would hide.
 *
 * @throws HttpError `EXPERIMENT_EXISTS`, status 409
 */
export async function refuseArchived(
  db: Db,
  environment: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return
  const taken = await db
    .selectFrom('experiment_archive')
    .select('key')
    .where('environment', '=', environment)
    .where('key', 'in', keys)
    .orderBy('key')
    .execute()
  const faults = taken.map(({ key }) => ({
    path: `$.experiments[${JSON.stringify(key)}]`,
    at: ['experiments', key],
    message: `An experiment "${key}" was decided already, and stays in the archive under its key. Take it out of the document, or give a new one another key.`,
  }))
  const [first] = faults
  if (first === undefined) return
  throw new HttpError('EXPERIMENT_EXISTS', first.message, { status: 409, faults })
}

/** Which experiments that are over are looked for. */
export interface ArchiveQuestion {
  readonly environment: string
  /** All of these words have to be somewhere in it. */
  readonly search: string
  readonly limit: number
  /** Decided before this, epoch milliseconds. */
  readonly before: number
}

/** A decision as people read it, beside the word that it is stored as. */
const DECIDED = sql<string>`case json_extract(document, '$.decision.decision')
  when 'ship' then ' shipped' when 'roll_back' then ' rolled back' else ' ended without a winner' end`

/** Looks for experiments that are over, the latest first; one more than the limit, where there is one. */
export async function searchArchive(
  db: Db,
  { environment, search, limit, before }: ArchiveQuestion,
): Promise<ArchivedExperiment[]> {
  let query = db
    .selectFrom('experiment_archive')
    .selectAll()
    .where('environment', '=', environment)
    .where('decided_at', '<', before)
  for (const word of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    query = query.where(sql<boolean>`(words || ${DECIDED}) like ${pattern} escape '\\'`)
  }
  const rows = await query
    .orderBy('decided_at', 'desc')
    .limit(limit + 1)
    .execute()
  return rows.map(archivedOf)
}

/** Writes down what an experiment taught. @returns what was written before */
export async function learnFrom(
  db: Transaction<Tables>,
  environment: string,
  key: string,
  learned: string,
): Promise<ArchivedExperiment> {
  const archived = await findArchived(db, environment, key)
  if (archived === undefined) throw notArchived(key)
  await db
    .updateTable('experiment_archive')
    .set({ learned, words: wordsOf({ ...archived, learned }) })
    .where('environment', '=', environment)
    .where('key', '=', key)
    .execute()
  return archived
}

/** The refusal of a key that the archive does not have. */
export function notArchived(key: string): HttpError {
  return new HttpError(
    'EXPERIMENT_NOT_FOUND',
    `There is no experiment "${key.slice(0, 128)}" in the archive; it has what was decided.`,
    { status: 404 },
  )
}

function archivedOf(row: Tables['experiment_archive']): ArchivedExperiment {
  const document = JSON.parse(row.document) as Omit<ArchivedExperiment, 'key' | 'learned'>
  return { key: row.key, ...document, learned: row.learned }
}

function wordsOf({ key, experiment, decision, learned }: ArchivedExperiment): string {
  const { title, hypothesis, description, owner, tags, flag, primary } = experiment
  const words = [key, title, hypothesis, description, owner, ...tags, flag, ...primary]
  return [...words, decision.decision, decision.variant, decision.reason, learned]
    .filter((word) => typeof word === 'string')
    .join('\n')
    .toLowerCase()
}
