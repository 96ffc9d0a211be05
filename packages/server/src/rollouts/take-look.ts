import type { ClientReceipts, Measurement, NoMeasurement } from '@sluice/rollout'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import type { Look } from './apply-looks.ts'
import type { Due, DueBook } from './due-rollouts.ts'
import type { MeasureRollout } from './measure-rollout.ts'
import { findRollout, type StoredRollout } from './rollout-rows.ts'

/** What taking looks takes. */
export interface LookOptions {
  readonly store: Store
  readonly clock: Clock
  readonly measure: MeasureRollout
  /** Which connected clients have fetched a version. */
  readonly receipts: (environment: string, version: number) => ClientReceipts
}

/**
 * Measures a rollout as it is now; `undefined` where nothing has to be looked at any more.
 *
 * @param waits - told when all that is left to wait for is somewhere else
 */
export async function takeLook(
  { store, clock, measure, receipts }: LookOptions,
  due: DueBook,
  found: Due,
  waits?: () => void,
): Promise<Look | undefined> {
  const { id, environment } = found
  const elapsedMs = Math.round(due.since(id))
  due.looked(id)
  const rollout = await store.read(async (db) => findRollout(db, environment, id))
  const live = store.live.get(environment)
  if (rollout === undefined || live === undefined) return undefined
  const { name, version, revision } = rollout.state
  if (isAtRest(rollout)) {
    due.rests({ ...found, revision })
    return undefined
  }
  const measurement = isMeasured(rollout)
    ? await measure(rollout, live.ruleset, clock.now(), waits)
    : { fault: 'This step is not measured.' }
  return {
    rollout,
    event: ({ state }, { now }) =>
      state.revision === revision
        ? {
            kind: 'tick',
            at: now,
            elapsedMs,
            measurement,
            ...(name === 'verifying' &&
              version !== null && {
                clients: clientsOf(receipts(environment, version), measurement),
              }),
          }
        : undefined,
  }
}

/** Over, or rolled back and cooled down, and nobody left to tell. */
function isAtRest({ plan, state }: StoredRollout): boolean {
  const { name, alarm, restoredMs } = state
  const isOver = name === 'completed' || name === 'aborted'
  const isCool = name === 'rolled_back' && restoredMs >= plan.rollback.cooldownMs
  return alarm === null && (isOver || isCool)
}

function isMeasured({ plan, state }: StoredRollout): boolean {
  if (state.name === 'verifying') return plan.guardrails.length > 0
  const isOut = state.name === 'running' || state.name === 'paused'
  return isOut && plan.steps[state.step]?.monitored === true
}

/** Connected clients by their receipts, and everybody else by what they were seen with. */
function clientsOf(
  { connected, fetched }: ClientReceipts,
  measurement: Measurement | NoMeasurement,
): ClientReceipts {
  if ('fault' in measurement) return { connected, fetched }
  const { control, treatment } = measurement.units
  return { connected: connected + control + treatment, fetched: fetched + control }
}
