import type {
  ClientReceipts,
  GuardrailReading,
  RolloutEvent,
  StateName,
  Turn,
} from '@sluice/rollout'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { Unit } from '../store/unit.ts'
import type { StoredRollout } from './rollout-rows.ts'

type Db = Kysely<Tables> | Transaction<Tables>
type Tick = Extract<RolloutEvent, { kind: 'tick' }>

/** Looks that are kept of an allocation while its time grows by a factor of e, at most. */
const KEPT_A_STRETCH = 100

/** What was seen at one look: the intervals that a chart is drawn from. */
export interface Look {
  /** Epoch milliseconds. */
  readonly at: number
  /** The state that was looked at, before what came of it. */
  readonly state: StateName
  /** Index of the step. */
  readonly step: number
  readonly outcome: string
  /** What it came to, in a sentence. */
  readonly rule: string
  /** Exposed units; `null` where nothing could be measured. */
  readonly units: { readonly control: number; readonly treatment: number } | null
  readonly guardrails: readonly GuardrailReading[]
  /** Which clients had the restored version, while a rollback was verified. */
  readonly clients?: ClientReceipts
}

/**
 * Keeps what a look saw, so that somebody can see the intervals over time. The decisions do
 * without: they have every look that said something new.
 *
 * Looks are kept the more seldom the longer an allocation lasts, so that a month of them is no
 * more than what can be drawn.
 *
 * @param given.isNews - a look that was decided by; always kept
 * @param given.lastAt - when the look before was, that was kept
 */
export async function keepLook(
  { db }: Unit,
  { id, state, countedFrom }: StoredRollout,
  event: Tick,
  { decision }: Turn,
  given: { readonly isNews: boolean; readonly lastAt: number | undefined },
): Promise<void> {
  const { guardrails, outcome, rule } = decision
  const { at, measurement, clients } = event
  if (guardrails === undefined || guardrails.length === 0) return
  const { isNews, lastAt = -Infinity } = given
  if (!isNews && at - lastAt < (at - countedFrom) / KEPT_A_STRETCH) return
  const look: Look = {
    at,
    state: state.name,
    step: state.step,
    outcome,
    rule,
    units: 'fault' in measurement ? null : measurement.units,
    guardrails,
    ...(clients !== undefined && { clients }),
  }
  await db
    .insertInto('rollout_looks')
    .values({ rollout: id, at, look: JSON.stringify(look) })
    // A clock that stands still, or goes back, shows nothing twice.
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** When the last kept look at each rollout was. */
export async function lastLooks(
  { db }: Unit,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('rollout_looks')
    .select(({ fn }) => ['rollout', fn.max('at').as('at')])
    .where('rollout', 'in', ids)
    .groupBy('rollout')
    .execute()
  return new Map(rows.map(({ rollout, at }) => [rollout, at]))
}

/** Looks at a rollout, oldest first, from after a moment on. */
export async function looksOf(
  db: Db,
  id: string,
  { limit, after }: { readonly limit: number; readonly after: number },
): Promise<Look[]> {
  const rows = await db
    .selectFrom('rollout_looks')
    .select('look')
    .where('rollout', '=', id)
    .where('at', '>', after)
    .orderBy('at')
    .limit(limit)
    .execute()
  return rows.map(({ look }) => JSON.parse(look) as Look)
}
