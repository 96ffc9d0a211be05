import type { Experiment, ExperimentRun, Ruleset } from '@sluice/core'
import type { Kysely } from 'kysely'
import { HttpError } from '../http/http-error.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { readAnnotations } from './annotations.ts'
import { countedFromOf, historyOf, type Allocation } from './allocations.ts'
import { findArchived, type ArchivedExperiment } from './archive.ts'
import { unknownExperiment } from './find-experiment.ts'
import { deletedBefore } from './kept-events.ts'
import { readLooks, type StoredLook } from './looks/look-rows.ts'
import { overlappingExperiments } from './overlapping.ts'
import { computeResults, type Results, type ResultsSources } from './results.ts'
import type { Reading } from './reading.ts'
import { sealedPlan, type SealedPlan } from './sealed-plan.ts'

/** An experiment that has begun, whether it still runs or was decided long ago. */
export interface BegunExperiment {
  readonly key: string
  readonly experiment: Omit<Experiment, 'run'>
  readonly run: ExperimentRun
  readonly archived?: ArchivedExperiment
}

/**
 * Finds an experiment that has begun, in the ruleset or in the archive.
 *
 * @throws HttpError `EXPERIMENT_NOT_FOUND` (404), `EXPERIMENT_STATE` (409) where it has not begun
 */
export async function findBegun(
  store: Pick<Store, 'read'>,
  ruleset: Ruleset,
  environment: string,
  key: string,
): Promise<BegunExperiment> {
  const live = Object.hasOwn(ruleset.experiments, key) ? ruleset.experiments[key] : undefined
  if (live !== undefined) {
    const { run, ...experiment } = live
    if (run !== undefined && run.status !== 'planned') return { key, experiment, run }
    throw new HttpError(
      'EXPERIMENT_STATE',
      `The experiment "${key}" is ${run === undefined ? 'a draft' : 'planned'}, so that there are no results yet. ${run === undefined ? 'Plan it, then start it.' : 'Start it.'}`,
      { status: 409, members: { experimentStatus: run?.status ?? 'draft' } },
    )
  }
  const archived = await store.read(async (db) => findArchived(db, environment, key))
  if (archived !== undefined) {
    return { key, experiment: archived.experiment, run: archived.run, archived }
  }
  throw unknownExperiment(ruleset, key)
}

/** Reads the events of an experiment that has begun. */
export async function resultsOf(
  store: Pick<Store, 'read'>,
  sources: ResultsSources,
  ruleset: Ruleset,
  environment: string,
  begun: BegunExperiment,
  {
    untaken,
    ...options
  }: {
    readonly sinceExposure: boolean
    readonly reading?: Reading
    /** Where it ends by this: the looks that were due until then, and are not kept yet. */
    readonly untaken?: readonly Omit<StoredLook, 'readAt'>[]
  },
): Promise<Results> {
  const { run, archived, key } = begun
  const plan = sealedPlan(run.plan)
  const { startedAt = 0, startVersion = 0, stoppedAt } = run
  const until = stoppedAt ?? archived?.decision.decidedAt ?? sources.now()
  const history = await historyOf(store, {
    environment,
    flag: plan.flag,
    rule: plan.rule,
    fromVersion: startVersion,
    // What stops or decides an experiment is no edit of it.
    until: isEnded(begun) ? Math.max(startedAt, until - 1) : until,
  })
  const annotations = await store.read(async (db) =>
    annotationsOf(db, environment, key, startedAt, until),
  )
  const own = { key, plan, startedAt, until }
  const overlapping = await overlappingExperiments(store, ruleset, environment, own)
  const allocationVersion = countedAllocation(ruleset, run, plan, history.allocations)
  const stored = await store.read(async (db) =>
    readLooks(db, { environment, experiment: key, startedAt, allocationVersion }),
  )
  // Some may have been taken and kept since these were measured: what is kept stays as it is.
  const kept = stored.at(-1)?.look ?? -1
  const measured = (untaken ?? []).filter(({ look }) => look > kept)
  const looks = [...stored, ...measured.map((one) => ({ ...one, readAt: sources.now() }))]
  const deleted = await store.read(async (db) => deletedBefore(db, environment))
  const isOpen = archived === undefined && untaken === undefined
  // What was decided before looks were kept has the one that it ended with.
  const isKept = archived === undefined || archived.readsAtLooks === true || looks.length > 0
  return computeResults(sources, {
    environment,
    plan,
    planHash: run.planHash,
    ...(archived === undefined && { metricsNow: ruleset.metrics }),
    startedAt,
    until,
    allocationVersion,
    countedFrom: countedFromOf(history.allocations, allocationVersion, startedAt),
    ...(isKept && { looks }),
    ...(deleted !== undefined && { deletedBefore: deleted }),
    isAfterwards: archived !== undefined && Object.keys(options.reading ?? {}).length > 0,
    isStopped: run.status === 'stopped',
    ended: isOpen ? (run.status === 'stopped' ? 'stopped' : 'no') : 'for_good',
    ...history,
    annotations,
    overlapping,
    ...options,
  })
}

function isEnded({ run, archived }: BegunExperiment): boolean {
  return run.stoppedAt !== undefined || archived !== undefined
}

/** The allocation whose units count: the last, or the one it was stopped under. */
export function countedAllocation(
  ruleset: Ruleset,
  { stoppedAllocation }: Pick<ExperimentRun, 'stoppedAllocation'>,
  { flag }: Pick<SealedPlan, 'flag'>,
  allocations: readonly Allocation[],
): number {
  const current = ruleset.flags[flag]?.allocationVersion ?? 0
  return stoppedAllocation ?? allocations.at(-1)?.allocationVersion ?? current
}

async function annotationsOf(
  db: Kysely<Tables>,
  environment: string,
  experiment: string,
  from: number,
  to: number,
): Promise<{ day: string; title: string }[]> {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
  const question = { environment, experiment, from: day(from), to: day(to), limit: 200 }
  const found = await readAnnotations(db, question)
  return found.map((one) => ({ day: one.day, title: one.title }))
}
