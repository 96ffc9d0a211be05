import type { EventStoreState } from '@sluice/events'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { GuardedStore } from './guarded-store.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** What is done, and how often, in milliseconds. */
const LOOK_MS = 10 * SECOND_MS
const COMPACT_MS = HOUR_MS
const RETAIN_MS = 6 * HOUR_MS
const VERIFY_MS = DAY_MS

/** When what is done seldom is done first: a service that often starts anew tidies up all the same. */
const FIRST_RETAIN_MS = { from: 3 * MINUTE_MS, to: 6 * MINUTE_MS }
const FIRST_COMPACT_MS = { from: 8 * MINUTE_MS, to: 12 * MINUTE_MS }

/** So much is taken over at once, whenever it came: a Parquet segment of a good size. */
const SETTLE_BYTES = 16 * 1024 * 1024

/** When so much came since the last look, taking it over waits: it costs more than putting it on disk. */
const BUSY_BYTES = 8 * 1024 * 1024

/** Share of the spool's cap from which on nothing waits any more. */
const FULL_SHARE = 0.25

/** How long an end waits for what is being done. */
const FAREWELL_MS = 3 * SECOND_MS

/** What waits in the spool. */
export interface Waiting {
  readonly bytes: number
  readonly capBytes: number
  readonly forMs: number
}

/** What housekeeping takes. */
export interface HousekeepingOptions {
  readonly store: GuardedStore
  readonly clock: Clock
  readonly logger: Logger
  readonly live: Pick<LiveEnvironments, 'keys' | 'get'>
  /** How much waits in the spool, and for how long. */
  readonly waiting: () => Waiting
  /** How long little may wait before it makes a segment of its own, in milliseconds. */
  readonly settleMs: number
  /** Hears when the store has taken over what the spool had, and how the store is now. */
  readonly onSettled: (state: EventStoreState) => void
  /** Hears that the events of an environment from before a time will be gone, and keeps them by failing. */
  readonly onRetain?: (environment: string, before: number) => Promise<void>
  /** In `[0, 1)`, so that many services on one machine do not tidy up at once. */
  readonly random?: () => number
}

/** What is done with events beside everything else. */
export interface Housekeeping {
  /** Calls it off, and waits a moment for what is being done. */
  stop(): Promise<void>
}

/**
 * Takes events from the spool into the store, merges what is small, deletes what
 * is older than its environment keeps, and reads everything once a day to see that it is whole: one after the other, away from every
 * request. What fails is tried again at its next turn.
 */
export function keepHouse(options: HousekeepingOptions): Housekeeping {
  const { store, clock, logger, live, random = Math.random } = options
  let tail: Promise<void> = Promise.resolve()
  const cancels = new Map<string, () => void>()

  const every = (name: string, ms: number, task: () => Promise<void>, firstMs = ms): void => {
    const wait = (nextMs: number): void => {
      cancels.set(
        name,
        clock.after(nextMs, () => {
          cancels.delete(name)
          const again = (): void => wait(ms)
          tail = tail.then(task).then(again, (err: unknown) => {
            // The guard has told why; this tells what waits for it.
            logger.warn({ err, task: name }, 'events could not be tidied up')
            again()
          })
        }),
      )
    }
    wait(firstMs)
  }
  const within = ({ from, to }: { readonly from: number; readonly to: number }): number =>
    from + (to - from) * random()
  let isStopped = false
  const unlessStopped = (task: () => Promise<void>) => async (): Promise<void> => {
    if (!isStopped) await task()
  }

  let before = 0
  every(
    'settle',
    Math.min(LOOK_MS, options.settleMs),
    unlessStopped(async () => {
      const waiting = options.waiting()
      const isDue = isTimeToSettle(waiting, before, options.settleMs)
      before = waiting.bytes
      if (!isDue) return
      const state = await store.work(async (events) => {
        await events.settle()
        return events.state()
      })
      before = 0
      options.onSettled(state)
    }),
  )
  every(
    'compact',
    COMPACT_MS,
    unlessStopped(async () => store.work(async (events) => events.compact())),
    within(FIRST_COMPACT_MS),
  )
  every(
    'retain',
    RETAIN_MS,
    unlessStopped(async () => {
      for (const environment of live.keys()) {
        const days = live.get(environment)?.settings.eventRetentionDays
        if (days === undefined) continue
        const before = clock.now() - days * DAY_MS
        await options.onRetain?.(environment, before)
        const deleted = await store.work(async (events) => events.retain(environment, before))
        if (deleted > 0) logger.info({ environment, days, deleted }, 'old events were deleted')
      }
    }),
    within(FIRST_RETAIN_MS),
  )
  // Soon after the start: what was damaged meanwhile must not wait for a question to be told of.
  every(
    'verify',
    VERIFY_MS,
    unlessStopped(async () =>
      store.work(async (events) => {
        // A ClickHouse looks after itself, and is not one machine's to read through.
        if ((await events.state()).engine === 'embedded') await events.verify()
      }),
    ),
    MINUTE_MS,
  )
  return {
    async stop() {
      isStopped = true
      for (const cancel of cancels.values()) cancel()
      cancels.clear()
      const { promise, resolve } = Promise.withResolvers<void>()
      const cancel = clock.after(FAREWELL_MS, resolve)
      await Promise.race([tail, promise])
      cancel()
    },
  }
}

function isTimeToSettle(
  { bytes, capBytes, forMs }: Waiting,
  before: number,
  settleMs: number,
): boolean {
  if (bytes === 0) return false
  if (forMs >= settleMs || bytes >= capBytes * FULL_SHARE) return true
  return bytes >= SETTLE_BYTES && bytes - before < BUSY_BYTES
}
