import type { Metric, Ruleset } from '@sluice/core'
import type { Kysely, Transaction } from 'kysely'
import { HttpError } from '../http/http-error.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import { sealedPlan, type SealedPlan } from './sealed-plan.ts'

const DAY_MS = 86_400_000

type Db = Kysely<Tables> | Transaction<Tables>

/**
 * Refuses a plan whose first events would be deleted before it ends.
 *
 * @param settings - of the environment; without a retention everything is kept
 * @throws HttpError `RETENTION_TOO_SHORT` (422)
 */
export function refuseShortRetention(
  plan: Pick<SealedPlan, 'weeks' | 'definitions'>,
  { eventRetentionDays: days }: Pick<EnvironmentSettings, 'eventRetentionDays'>,
): void {
  const needed = neededDays(plan)
  if (days === undefined || days >= needed) return
  throw new HttpError(
    'RETENTION_TOO_SHORT',
    `The environment keeps events for ${daysOf(days)}, and the plan needs those of ${daysOf(needed)}: its weeks, and the longest time that a metric waits. Keep them longer ("eventRetentionDays": ${needed} or more), plan for fewer weeks, or shorten the metric.`,
    { status: 422, members: { eventRetentionDays: days, neededDays: needed } },
  )
}

/**
 * Refuses a retention that takes events of an experiment that began and is not decided.
 *
 * @param isToldToGoOn - whether somebody knows, and wants it all the same
 * @throws HttpError `EXPERIMENTS_NEED_EVENTS` (409)
 */
export function refuseTakingEvents(
  { experiments }: Pick<Ruleset, 'experiments'>,
  days: number,
  now: number,
  isToldToGoOn: boolean,
): void {
  const needing = Object.entries(experiments).flatMap(([key, { run }]) => {
    const { status, startedAt } = run ?? {}
    if (run === undefined || startedAt === undefined || status === 'planned') return []
    const age = Math.ceil((now - startedAt) / DAY_MS)
    const needed = status === 'running' ? Math.max(age, neededDays(sealedPlan(run.plan))) : age
    return days >= needed ? [] : [{ key, status, neededDays: needed }]
  })
  if (needing.length === 0 || isToldToGoOn) return
  const names = needing.map(({ key, neededDays: needed }) => `"${key}" (${daysOf(needed)})`)
  throw new HttpError(
    'EXPERIMENTS_NEED_EVENTS',
    `To keep events for ${daysOf(days)} would delete those of experiments that are not decided: ${names.join(', ')}. Decide them first, keep events longer, or delete them all the same with "despiteExperiments": true (--despite-experiments); their verdicts are grey then.`,
    { status: 409, members: { experiments: needing } },
  )
}

/** Keeps for good that events of an environment from before a time are deleted. */
export function retentionNotes(
  store: Pick<Store, 'write'>,
): (environment: string, before: number) => Promise<void> {
  return async (environment, before) => {
    // Whole days are deleted.
    const day = Math.floor(before / DAY_MS) * DAY_MS
    await store.write(async ({ db }) => {
      if (((await deletedBefore(db, environment)) ?? -Infinity) >= day) return
      const value = String(day)
      await db
        .insertInto('meta')
        .values({ name: nameOf(environment), value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute()
    })
  }
}

/** Before which time the events of an environment were deleted, epoch milliseconds; `undefined` where none were. */
export async function deletedBefore(db: Db, environment: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('name', '=', nameOf(environment))
    .executeTakeFirst()
  return row && Number(row.value)
}

function nameOf(environment: string): string {
  return `events-deleted-before:${environment}`
}

/** For how many days the events of an experiment are read: its weeks, and what its last units still do. */
function neededDays({ weeks, definitions }: Pick<SealedPlan, 'weeks' | 'definitions'>): number {
  const waited = Object.values(definitions).map(waitedMs)
  return weeks * 7 + Math.ceil(Math.max(0, ...waited) / DAY_MS)
}

function waitedMs(metric: Metric): number {
  if ('toMs' in metric) return metric.toMs
  if ('horizonMs' in metric) return metric.horizonMs
  return 'windowMs' in metric ? (metric.windowMs ?? 0) : 0
}

function daysOf(count: number): string {
  return count === 1 ? '1 day' : `${count} days`
}
