import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import type { LeaseHolder } from './lease-holder.ts'
import { giveBackLease, takeLease, type Lease, type LeaseName } from './lease.ts'

/** How much of a lease has to be over before it is written down anew. */
const RENEWED_AFTER = 1 / 3

/** What keeping a lease takes. */
export interface LeaseKeeperOptions extends LeaseHolder {
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  /** What it is the right to. */
  readonly name: LeaseName
  /** For how long nobody else gets it, in milliseconds. */
  readonly ttlMs: number
}

/** Keeps a lease for as long as somebody works under it. */
export interface LeaseKeeper {
  /** Whether this instance had it when it last asked, and nothing made it doubt since. */
  readonly isHeld: boolean
  /**
   * Takes the lease, or keeps it; asks the database only once a third of it is over.
   *
   * @returns `undefined` while another instance has it
   */
  keep(): Promise<Lease | undefined>
  /** Asks again the next time, since something said that it may be lost. */
  doubt(): void
  /** Gives it back, so that the next who asks need not wait; where that fails, it runs out. */
  giveBack(): Promise<void>
}

/** Makes one that holds nothing yet. */
export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { store, clock, logger, holder, isGone, name, ttlMs } = options
  let lease: Lease | undefined
  let leasedAt = -Infinity
  return {
    get isHeld() {
      return lease !== undefined && leasedAt > -Infinity
    },
    async keep() {
      const now = clock.monotonic()
      if (lease !== undefined && now - leasedAt < ttlMs * RENEWED_AFTER) return lease
      lease = await takeLease(store, holder, ttlMs, isGone, name)
      leasedAt = now
      return lease
    },
    doubt() {
      // Where it was not lost after all, it still is to be given back.
      leasedAt = -Infinity
    },
    async giveBack() {
      const held = lease
      lease = undefined
      if (held === undefined) return
      try {
        await giveBackLease(store, held)
      } catch (err) {
        logger.error({ err, lease: name }, 'a lease could not be given back; it runs out')
      }
    },
  }
}
