import { SluiceError } from '@sluice/core'
import { openSpool, type Spool, type SpoolState, type StoredEvent } from '@sluice/events/spool'
import type { LiveEnvironments } from '../live/live-environments.ts'
import { guardStore, type GuardedStore } from './guarded-store.ts'
import { createLossWatch, lossesOf } from './loss-watch.ts'
import { keepHouse, type HousekeepingOptions } from './housekeeping.ts'
import type { OpenEventStore } from './open-event-store.ts'
import { HttpError } from '../http/http-error.ts'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'

/** How long after a failed attempt to open the spool the next one is made, in milliseconds. */
const REOPEN_MS = 5_000

const SETTLE_MS = 5 * 60_000

/** How long an end waits for the event store. */
const FAREWELL_MS = 3_000

/** When whoever sends may come again, in seconds. */
const RETRY_AFTER_S = { full: 30, unavailable: 10 }

/** How the events are kept. */
export interface EventKeeper {
  /**
   * Resolves once the events are on disk.
   *
   * @throws HttpError `EVENTS_UNAVAILABLE`, status 503
   */
  keep(events: readonly StoredEvent[]): Promise<void>
  health(): KeeperHealth
  /** What the events are asked by. */
  readonly store: GuardedStore
  /** Puts what was taken on disk, and gives the folder free. */
  close(): Promise<void>
}

/** How the keeping of events is. Serving flags does not depend on any of it. */
export interface KeeperHealth {
  /** `full` and `unavailable`: the last event could not be put on disk. */
  readonly spool: 'ok' | 'full' | 'unavailable'
  /** `undefined` while the spool could not be opened. */
  readonly state: SpoolState | undefined
  /** Whether the event store answers. */
  readonly store: 'ok' | 'unavailable'
  /** What the store found to be there already, ever; `undefined` until it has said so. */
  readonly repeated?: { readonly same: number; readonly conflict: number } | undefined
  /** How many losses are remembered, of the spool and of the event store. */
  readonly storeLosses: number
  /** For how long events have been waiting for the store, in milliseconds. */
  readonly lagMs: number
}

/** What keeping events takes. */
export interface KeeperOptions {
  /** Made when there is none. */
  readonly folder: string
  readonly clock: Clock
  readonly logger: Logger
  /** How much may wait for the event store, in bytes; 1 GiB unless given. */
  readonly spoolBytes?: number | undefined
  /** How long events wait on disk before they make a segment of the store, in milliseconds; 5 minutes unless given. */
  readonly settleMs?: number
  /** Opens the store over the spool, with the first question or the first tidying up. */
  readonly openStore: OpenEventStore
  /** What environments keep; without it nothing is tidied up. */
  readonly live?: Pick<LiveEnvironments, 'keys' | 'get'>
  /** Hears which events will be deleted, before they are. */
  readonly onRetain?: HousekeepingOptions['onRetain']
}

/**
 * Opens the place where events are on disk before they are acknowledged. Where
 * that does not work the service starts all the same, and it is tried again.
 */
export async function openEventKeeper(options: KeeperOptions): Promise<EventKeeper> {
  const { folder, clock, logger, spoolBytes, openStore, live, onRetain } = options
  const { settleMs = SETTLE_MS } = options
  let status: KeeperHealth['spool'] = 'ok'
  let spool: Spool | undefined
  let opening: Promise<Spool | undefined> | undefined
  let failedAt: number | undefined
  let isClosed = false

  const failed = (error: unknown): HttpError => {
    const isFull = error instanceof SluiceError && error.code === 'SPOOL_FULL'
    status = isFull ? 'full' : 'unavailable'
    logger.error({ err: error }, 'events cannot be put on disk')
    return unavailable(status)
  }
  const open = async (): Promise<Spool | undefined> => {
    if (failedAt !== undefined && clock.monotonic() - failedAt < REOPEN_MS) return undefined
    try {
      spool = await openSpool({
        folder,
        now: () => clock.now(),
        ...(spoolBytes !== undefined && { capBytes: spoolBytes }),
        onLoss: (loss) => logger.error({ loss }, 'the spool of events was damaged'),
      })
      failedAt = undefined
      return spool
    } catch (error) {
      failedAt = clock.monotonic()
      failed(error)
      return undefined
    }
  }
  const opened = async (): Promise<Spool> => {
    if (isClosed) throw unavailable('unavailable')
    if (spool !== undefined) return spool
    opening ??= open().finally(() => (opening = undefined))
    const found = await opening
    if (found === undefined) throw unavailable('unavailable')
    return found
  }

  const losses = createLossWatch(logger, () => lossesOf(spool?.state()))
  const store = guardStore({
    open: async () => losses.watch(await openStore(await opened(), losses.onLoss)),
    clock,
    logger,
  })
  // Since when something has been waiting; `undefined` while nothing is.
  let waitingSince: number | undefined
  let repeated: KeeperHealth['repeated']
  const lagMs = (): number => (waitingSince === undefined ? 0 : clock.monotonic() - waitingSince)
  const housekeeping =
    live &&
    keepHouse({
      store,
      clock,
      logger,
      live,
      settleMs,
      ...(onRetain !== undefined && { onRetain }),
      waiting() {
        const { bytes = 0, capBytes = 0 } = spool?.state() ?? {}
        return { bytes, capBytes, forMs: lagMs() }
      },
      onSettled({ duplicates, conflicts }) {
        repeated = { same: duplicates - conflicts, conflict: conflicts }
        waitingSince = (spool?.state().events ?? 0) > 0 ? clock.monotonic() : undefined
      },
    })

  await open()
  if ((spool?.state().events ?? 0) > 0) waitingSince = clock.monotonic()
  return {
    store,
    async keep(events) {
      const place = spool ?? (await opened())
      try {
        await place.append(events)
        status = 'ok'
        waitingSince ??= clock.monotonic()
      } catch (error) {
        throw failed(error)
      }
    },
    health: () => ({
      spool: status,
      state: spool?.state(),
      store: store.isWell ? 'ok' : 'unavailable',
      repeated,
      storeLosses: losses.count,
      lagMs: lagMs(),
    }),
    async close() {
      isClosed = true
      await housekeeping?.stop()
      // What it is at may take longer than anybody waits; it is made to be broken off.
      const ended = store
        .close()
        .catch((err: unknown) => logger.error({ err }, 'the event store could not be closed'))
      await within(clock, FAREWELL_MS, ended)
      await opening
      await spool?.close()
    },
  }
}

// Whoever sends hears nothing of folders; the log does.
function unavailable(status: 'full' | 'unavailable'): HttpError {
  return new HttpError(
    'EVENTS_UNAVAILABLE',
    `The service cannot put events on disk now${status === 'full' ? ': there is no room' : ''}. Keep them, and send them again.`,
    { status: 503, headers: { 'Retry-After': String(RETRY_AFTER_S[status]) } },
  )
}

async function within(clock: Clock, ms: number, task: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = clock.after(ms, resolve)
  await Promise.race([task, promise])
  cancel()
}
