import type { ClientReceipts } from '@sluice/rollout'
import { randomBytes } from 'node:crypto'
import type { Logger } from '../http/logger.ts'
import { createLeaseKeeper } from '../lease/keep-lease.ts'
import { lost, type Lease } from '../lease/lease.ts'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import { createDueBook } from './due-rollouts.ts'
import { createLooker } from './look-at-all.ts'
import type { MeasureRollout } from './measure-rollout.ts'
import type { MessageSender } from './message-sender.ts'

const PULSE_MS = 1_000
const LEASE_MS = 30_000
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
  /** Whether the instance of a name surely runs no more; nobody's, unless told. */
  readonly isGone?: (holder: string) => boolean
}

/** Runs the rollouts of all environments, as one of several instances that could. */
export interface Runner {
  /** One pass: keeps the lease, looks at every rollout that is due, sends what waits. */
  pulse(): Promise<void>
  /** Whether this instance is the one that runs them. */
  readonly isLeader: boolean
  /** Stops, once the pass in progress is through, and leaves the rollouts to whoever asks next. */
  close(): Promise<void>
}

/** Starts to run rollouts. */
export function startRunner(options: RunnerOptions): Runner {
  const { store, clock, logger } = options
  const { holder = randomBytes(8).toString('hex'), isGone = () => false } = options
  const due = createDueBook(clock)
  const holding = { holder, isGone, name: 'rollouts', ttlMs: LEASE_MS } as const
  const lease = createLeaseKeeper({ store, clock, logger, ...holding })
  let cancel = (): void => undefined
  let passing: Promise<void> = Promise.resolve()
  const sending = new Set<Promise<void>>()
  let isClosed = false

  const send = async (held: Lease): Promise<void> => {
    try {
      await options.sender.send(held)
    } catch (err) {
      logger.error({ err }, 'messages of rollouts could not be sent; they are tried again')
    }
  }
  const sendAll = (held: Lease): Promise<void> => {
    const work = send(held).finally(() => sending.delete(work))
    sending.add(work)
    return work
  }
  const keepLease = async (): Promise<Lease> => (await lease.keep()) ?? lost()
  const guarded = async (work: () => Promise<boolean>): Promise<void> => {
    try {
      if (!(await work())) return
      const held = await lease.keep()
      if (held === undefined) return
      // Whoever takes messages slowly, or not at all, must not keep anybody from looking.
      await orAfter(clock, SENDING_MS, sendAll(held))
    } catch (err) {
      lease.doubt()
      logger.error({ err }, 'the rollouts could not be looked at; they are tried again')
    }
  }
  const looker = createLooker(options, due, () => {
    if (isClosed) return
    passing = passing.then(async () =>
      guarded(async () => {
        await looker.writeLate(keepLease)
        return true
      }),
    )
  })
  const pass = async (): Promise<void> =>
    guarded(async () => {
      const queue = await due.due(store)
      // A service without rollouts writes nothing.
      if (queue.length === 0 && !(await options.sender.isWaiting())) return false
      if ((await lease.keep()) === undefined) return false
      await looker.lookAtAll(queue, keepLease)
      return true
    })
  const runner: Runner = {
    get isLeader() {
      return lease.isHeld
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
      await Promise.all(sending)
      await lease.giveBack()
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
