import { SluiceError } from '@sluice/core'
import type { EventStore } from '@sluice/events'
import { HttpError } from '../http/http-error.ts'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import { breakerAfter, breakerBefore, CLOSED, type Breaker } from './breaker.ts'

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 30_000

/** How many questions may be open at once. */
const MOST_QUESTIONS = 16

/** When whoever asked may ask again, in seconds. */
const RETRY_AFTER_S = 10

/** The event store, opened with the first question, which may fail as it likes. */
export interface GuardedStore {
  /**
   * Asks the store.
   *
   * @throws HttpError `EVENT_STORE_UNAVAILABLE` (503), or `INVALID_QUESTION` (422)
   */
  ask<T>(question: (store: EventStore) => Promise<T>): Promise<T>
  /** The same for what may take as long as it takes. */
  work<T>(task: (store: EventStore) => Promise<T>): Promise<T>
  /** Whether the last answer came. */
  readonly isWell: boolean
  close(): Promise<void>
}

/** What guarding a store takes. */
export interface GuardedStoreOptions {
  /** Called again after it failed, and after the store was given up. */
  readonly open: () => Promise<EventStore>
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Puts a breaker before the event store, so that whoever asks while it is broken
 * hears so at once, and it is left alone until one question finds it well again.
 */
export function guardStore({ open, clock, logger }: GuardedStoreOptions): GuardedStore {
  let breaker: Breaker = CLOSED
  let opened: Promise<EventStore> | undefined
  let isWell = true
  let isClosed = false
  let questions = 0

  const store = async (): Promise<EventStore> => {
    opened ??= open()
    try {
      return await opened
    } catch (error) {
      opened = undefined
      throw error
    }
  }
  const settle = (ok: boolean): void => {
    breaker = breakerAfter(breaker, ok, clock.monotonic())
    isWell = ok
  }
  const call = async <T>(
    task: (store: EventStore) => Promise<T>,
    patienceMs?: number,
  ): Promise<T> => {
    const [mayAsk, next] = breakerBefore(breaker, clock.monotonic())
    if (isClosed || !mayAsk) throw unavailable()
    breaker = next
    questions++
    try {
      const answer = store().then(task)
      const value = await (patienceMs === undefined ? answer : within(clock, patienceMs, answer))
      settle(true)
      return value
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'INVALID_QUESTION') {
        settle(true)
        throw new HttpError('INVALID_QUESTION', error.message, { status: 422, cause: error })
      }
      settle(false)
      logger.error({ err: error }, 'the event store failed')
      throw unavailable(error)
    } finally {
      questions--
    }
  }
  return {
    async ask(question) {
      if (questions >= MOST_QUESTIONS) throw unavailable()
      return call(question, PATIENCE_MS)
    },
    work: async (task) => call(task),
    get isWell() {
      return isWell
    },
    async close() {
      isClosed = true
      const known = await opened?.catch(() => undefined)
      await known?.close()
    },
  }
}

async function within<T>(clock: Clock, ms: number, answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const cancel = clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)))
  try {
    return await Promise.race([answer, late])
  } finally {
    cancel()
    // Who waits no longer must not make a late failure one that nobody handles.
    answer.catch(() => undefined)
  }
}

function unavailable(cause?: unknown): HttpError {
  return new HttpError(
    'EVENT_STORE_UNAVAILABLE',
    'The event store does not answer now; the log says why. Flags are served all the same; ask again later.',
    { status: 503, headers: { 'Retry-After': String(RETRY_AFTER_S) }, cause },
  )
}
