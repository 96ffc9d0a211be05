import { SluiceError } from '@sluice/core'
import type { ClientReceipts, Measurement, NoMeasurement } from '@sluice/rollout'
import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import { applyEvent } from './apply-event.ts'
import { holdsLease, takeLease, type Lease } from './lease.ts'
import type { MeasureRollout } from './measure-rollout.ts'
import type { MessageSender } from './message-sender.ts'
import { findRollout, LIVE_STATES, type StoredRollout } from './rollout-rows.ts'

const PULSE_MS = 1_000
const LEASE_MS = 30_000
/** How many rollouts are looked at at once. */
const AT_ONCE = 4

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
  let isClosed = false

  const keepLease = async (): Promise<Lease | undefined> => {
    const now = clock.monotonic()
    if (lease !== undefined && now - leasedAt < LEASE_MS / 3) return lease
    lease = await takeLease(store, holder, LEASE_MS)
    leasedAt = now
    return lease
  }
  const pass = async (): Promise<void> => {
    try {
      const queue = await dueRollouts(store, due)
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
      await options.sender.send(held)
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
    },
  }
  const wait = (): void => {
    if (isClosed) return
    cancel = clock.after(PULSE_MS, () => void runner.pulse().then(wait))
  }
  wait()
  return runner
}

interface Known {
  readonly id: string
  readonly environment: string
}

/** When each rollout was looked at, by a clock that never jumps. */
interface DueBook {
  /** Milliseconds since the last look; 0 for the first, since nobody was watching before it. */
  since(id: string): number
  isDue(id: string, tickMs: number): boolean
  looked(id: string): void
  forgetOthers(ids: ReadonlySet<string>): void
}

function createDueBook(clock: Clock): DueBook {
  const looks = new Map<string, number>()
  return {
    since: (id) => clock.monotonic() - (looks.get(id) ?? clock.monotonic()),
    isDue: (id, tickMs) => clock.monotonic() - (looks.get(id) ?? -Infinity) >= tickMs,
    looked: (id) => void looks.set(id, clock.monotonic()),
    forgetOthers(ids) {
      for (const id of looks.keys()) if (!ids.has(id)) looks.delete(id)
    },
  }
}

async function dueRollouts(store: Store, due: DueBook): Promise<Known[]> {
  // Plans and states are long: only those that are due are read as a whole.
  const rows = await store.read(async (db) =>
    db
      .selectFrom('rollouts')
      .select(['id', 'environment', sql<number>`json_extract(plan, '$.tickMs')`.as('tick_ms')])
      .where((where) =>
        where.or([
          where('state_name', 'in', LIVE_STATES),
          where(sql`json_extract(state, '$.alarm.text')`, 'is not', null),
        ]),
      )
      .execute(),
  )
  due.forgetOthers(new Set(rows.map(({ id }) => id)))
  return rows.filter(({ id, tick_ms: tickMs }) => due.isDue(id, tickMs))
}

async function lookAt(
  { store, clock, logger, measure, receipts }: RunnerOptions,
  due: DueBook,
  lease: Lease,
  { id, environment }: Known,
): Promise<void> {
  const elapsedMs = due.since(id)
  due.looked(id)
  try {
    const rollout = await store.read(async (db) => findRollout(db, environment, id))
    const live = store.live.get(environment)
    if (rollout === undefined || live === undefined || isAtRest(rollout)) return
    const measurement = isMeasured(rollout)
      ? await measure(rollout, live.ruleset, clock.now())
      : { fault: 'This step is not measured.' }
    const { name, version, revision } = rollout.state
    await applyEvent(store, {
      environment,
      id,
      // Whoever lost the lease while it measured must not act on what it saw.
      guard: async ({ db }) => {
        if (!(await holdsLease(db, lease))) throw fenced()
      },
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

/** Rolled back, cooled down, and nobody left to tell. */
function isAtRest({ plan, state }: StoredRollout): boolean {
  return (
    state.name === 'rolled_back' &&
    state.alarm === null &&
    state.restoredMs >= plan.rollback.cooldownMs
  )
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

function fenced(): SluiceError {
  return new SluiceError(
    'LEASE_LOST',
    'Another instance runs the rollouts by now; what this one saw was left out.',
  )
}
