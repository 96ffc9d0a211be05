import type { ClientReceipts, Measurement, NoMeasurement } from '@sluice/rollout'
import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import { applyEvent } from './apply-event.ts'
import { createDueBook, type Due, type DueBook } from './due-rollouts.ts'
import { requireLease, takeLease, type Lease } from './lease.ts'
import type { MeasureRollout } from './measure-rollout.ts'
import type { MessageSender } from './message-sender.ts'
import { findRollout, type StoredRollout } from './rollout-rows.ts'

const PULSE_MS = 1_000
const LEASE_MS = 30_000
/** How many rollouts are looked at at once. */
const AT_ONCE = 4
/** How long a pass waits for its messages to be taken; after that they go on by themselves. */
const SENDING_MS = 500

/** What running rollouts takes. */
export interface RunnerOptions {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly measure: MeasureRollout
  /** Which connected clients have fetched a version. */
  readonly receipts: (environment: string, version: number) => ClientReceipts
  readonly sender: MessageSender
  /** Names this instance; a random name unless given. */
  readonly holder?: string
}

/** Runs the rollouts of all environments, as one of several instances that could. */
export interface Runner {
  /** One pass: keeps the lease, looks at every rollout that is due, sends what waits. */
  pulse(): Promise<void>
  /** Whether this instance is the one that runs them. */
  readonly isLeader: boolean
  /** Stops, once the pass in progress is through. */
  close(): Promise<void>
}

/** Starts to run rollouts. */
export function startRunner(options: RunnerOptions): Runner {
  const { store, clock, logger } = options
  const { holder = randomBytes(8).toString('hex') } = options
  const due = createDueBook(clock)
  let lease: Lease | undefined
  let leasedAt = -Infinity
  let cancel = (): void => undefined
  let passing: Promise<void> = Promise.resolve()
  let sending: Promise<void> | undefined
  let isClosed = false

  const keepLease = async (): Promise<Lease | undefined> => {
    const now = clock.monotonic()
    if (lease !== undefined && now - leasedAt < LEASE_MS / 3) return lease
    lease = await takeLease(store, holder, LEASE_MS)
    leasedAt = now
    return lease
  }
  const send = async (held: Lease): Promise<void> => {
    try {
      await options.sender.send(held)
    } catch (err) {
      logger.error({ err }, 'messages of rollouts could not be sent; they are tried again')
    } finally {
      sending = undefined
    }
  }
  const pass = async (): Promise<void> => {
    try {
      const queue = await due.due(store)
      // A service without rollouts writes nothing.
      if (queue.length === 0 && !(await options.sender.isWaiting())) return
      const held = await keepLease()
      if (held === undefined) return
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            await lookAt(options, due, held, next)
            // The database answers at once, so without this nothing else would get its turn.
            await nextTurn()
          }
        }),
      )
      // Whoever takes messages slowly, or not at all, must not keep anybody from looking.
      await orAfter(clock, SENDING_MS, (sending ??= send(held)))
    } catch (err) {
      lease = undefined
      logger.error({ err }, 'the rollouts could not be looked at; they are tried again')
    }
  }
  const runner: Runner = {
    get isLeader() {
      return lease !== undefined
    },
    async pulse() {
      // One pass after the other, whoever asks for them.
      passing = passing.then(pass)
      await passing
    },
    async close() {
      isClosed = true
      cancel()
      await passing
      await sending
    },
  }
  const wait = (): void => {
    if (isClosed) return
    cancel = clock.after(PULSE_MS, () => void runner.pulse().then(wait))
  }
  wait()
  return runner
}

async function orAfter(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const cancel = clock.after(ms, resolve)
  await Promise.race([work, late])
  cancel()
}

async function lookAt(
  { store, clock, logger, measure, receipts }: RunnerOptions,
  due: DueBook,
  lease: Lease,
  found: Due,
): Promise<void> {
  const { id, environment } = found
  const elapsedMs = due.since(id)
  due.looked(id)
  try {
    const rollout = await store.read(async (db) => findRollout(db, environment, id))
    const live = store.live.get(environment)
    if (rollout === undefined || live === undefined) return
    if (isAtRest(rollout)) return due.rests({ ...found, revision: rollout.state.revision })
    const measurement = isMeasured(rollout)
      ? await measure(rollout, live.ruleset, clock.now())
      : { fault: 'This step is not measured.' }
    const { name, version, revision } = rollout.state
    await applyEvent(store, {
      environment,
      id,
      // Whoever lost the lease while it measured must not act on what it saw.
      guard: async ({ db }) => requireLease(db, lease),
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
    })
  } catch (err) {
    logger.error({ err, rollout: id, environment }, 'a rollout could not be looked at')
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
