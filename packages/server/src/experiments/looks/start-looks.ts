import { SluiceError } from '@sluice/core'
import type { Logger } from '../../http/logger.ts'
import type { GuardedStore } from '../../intake/guarded-store.ts'
import type { Clock } from '../../live/clock.ts'
import { askedStore } from '../../measure/asked-store.ts'
import type { AskPrometheus } from '../../measure/prometheus/ask-prometheus.ts'
import type { LeaseHolder } from '../../lease/lease-holder.ts'
import { createLeaseKeeper } from '../../lease/keep-lease.ts'
import { requireLease, type Lease } from '../../lease/lease.ts'
import type { Store } from '../../store/store.ts'
import { createDueLooks, type DueRun } from './due-looks.ts'
import { catchUp } from './catch-up.ts'

const PULSE_MS = 60_000
const LEASE_MS = 60_000

/** How long events may take to arrive before a look is taken without them. */
export const SETTLE_MS = 10 * 60_000

/** What taking planned looks takes. */
export interface LookTakerOptions extends LeaseHolder {
  readonly store: Store
  readonly events: Pick<GuardedStore, 'ask'>
  readonly prometheus: AskPrometheus
  readonly clock: Clock
  readonly logger: Logger
}

/** Takes the planned looks of all experiments, as one of several instances that could. */
export interface LookTaker {
  /** One pass: takes every look that is due, also those that were missed. */
  pulse(): Promise<void>
  /** Stops, once the pass in progress is through. */
  close(): Promise<void>
}

/**
 * Starts to take planned looks at their time, so that nobody's reading is one.
 *
 * The first pass comes after a while: events that waited while the service was away come first.
 */
export function startLooks(options: LookTakerOptions): LookTaker {
  const { store, clock, logger, holder, isGone } = options
  const sources = {
    store: askedStore(options.events),
    prometheus: options.prometheus,
  }
  const due = createDueLooks(store.live, SETTLE_MS)
  const holding = { holder, isGone, name: 'experiments', ttlMs: LEASE_MS } as const
  const lease = createLeaseKeeper({ store, clock, logger, ...holding })
  let cancel = (): void => undefined
  let passing: Promise<void> = Promise.resolve()
  let isClosed = false

  const take = async (run: DueRun, held: Lease): Promise<void> => {
    try {
      // Whoever lost the lease while it measured leaves the look to the other.
      await catchUp({ store, sources, logger }, run, async (db) => requireLease(db, held))
      due.looked(run)
    } catch (err) {
      if (err instanceof SluiceError && err.code === 'LEASE_LOST') throw err
      const { environment, key: experiment } = run
      logger.error({ err, environment, experiment }, 'a planned look could not be taken')
    }
  }
  const pass = async (): Promise<void> => {
    try {
      const queue = due.due(clock.now())
      // A service without planned looks writes nothing.
      if (queue.length === 0) return
      for (const run of queue) {
        if (isClosed) return
        const held = await lease.keep()
        if (held === undefined) return
        await take(run, held)
      }
    } catch (err) {
      lease.doubt()
      logger.error({ err }, 'planned looks could not be taken; they are tried again')
    }
  }
  const taker: LookTaker = {
    async pulse() {
      passing = passing.then(pass)
      await passing
    },
    async close() {
      isClosed = true
      cancel()
      await passing
      await lease.giveBack()
    },
  }
  const wait = (ms: number): void => {
    if (isClosed) return
    cancel = clock.after(ms, () => void taker.pulse().then(() => wait(PULSE_MS)))
  }
  wait(SETTLE_MS)
  return taker
}
