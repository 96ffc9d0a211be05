import type { OfrepEventStream, OfrepStreamMessage, SluiceError } from '@sluice/core'
import type { FlagTable } from '../state.ts'
import type { SluiceStatus } from '../status.ts'

/** Values of one context, and where they come from. */
export interface Holding extends Pick<SluiceStatus, 'source' | 'version' | 'epoch' | 'fetchedAt'> {
  readonly flags: FlagTable
}

/** What sync knows. Times are milliseconds of the monotonic clock; `Infinity` is never. */
export interface SyncState {
  readonly flags: FlagTable
  /** What others are told; `stream` is also what sync itself goes by. */
  readonly status: SluiceStatus
  /** Until when somebody waits for an outcome; `Infinity` when nobody does. */
  readonly readyBy: number

  /** The number of the latest request; answers to any other are discarded. */
  readonly request: number
  readonly isInFlight: boolean
  /** When the latest request began. */
  readonly startedAt: number
  /** When to ask next. While a request is in flight: once more after it. */
  readonly fetchAt: number
  /** Nothing but a person's wish asks earlier. */
  readonly notBefore: number
  readonly etag?: string | undefined
  /** The stream's message that a request has yet to answer, and the one that the latest request answers. */
  readonly message?: OfrepStreamMessage | undefined
  readonly sentMessage?: OfrepStreamMessage | undefined
  /** Failures in a row, the start of the first, and requests since then. */
  readonly failures: number
  readonly failingSince: number
  readonly attempts: number
  /** The code of the latest failure, so that it is reported once. */
  readonly reported?: string | undefined

  readonly streamAddress?: OfrepEventStream | undefined
  /** Since when the stream is what it is; while closed, until when it stays so. */
  readonly streamAt: number
  readonly streamFailures: number
  /** When a silent stream is dead; `Infinity` for one that never told of a heartbeat. */
  readonly silentAt: number
  /** When the stream of a hidden page is closed, until the page is seen again. */
  readonly idleAt: number

  readonly readyTimeoutMs: number
  readonly pollIntervalMs: number
}

/** What may happen. */
export type SyncEvent =
  /** A context was set, for which `held` is all there is. */
  | { readonly type: 'context'; readonly held: Holding }
  /** Somebody asks for an answer now. */
  | { readonly type: 'refresh' }
  | Answer
  | Failure
  | { readonly type: 'open' | 'heartbeat' | 'lost' }
  | { readonly type: 'message'; readonly message: OfrepStreamMessage }
  | { readonly type: 'visible' | 'hidden' | 'gone' | 'online' }
  /** The storage gave up. */
  | { readonly type: 'unstored' }
  /** Time passed. */
  | { readonly type: 'tick' }
  | { readonly type: 'close' }

/** The service answered. */
export interface Answer extends Pick<SluiceStatus, 'version' | 'epoch' | 'fetchedAt'> {
  readonly type: 'answer'
  readonly request: number
  /** Absent: the values of the ETag that was sent still hold. */
  readonly values?: {
    readonly flags: FlagTable
    /** Keys of malformed flags, which keep their last value. */
    readonly bad: readonly unknown[]
    readonly etag?: string | undefined
    readonly streamAddress?: OfrepEventStream | undefined
    readonly fault?: SluiceError | undefined
  }
}

/** The service did not answer, or with nothing of use. */
export interface Failure {
  readonly type: 'failure'
  readonly request: number
  readonly error: SluiceError
  readonly retryAfterMs?: number | undefined
}

/** When it happened, and the chance that goes with it, in `[0, 1)`. */
export interface Moment {
  readonly now: number
  readonly random: number
}

/** A request to make. */
export type FetchCommand = Pick<SyncState, 'request' | 'etag' | 'message'> & {
  readonly type: 'fetch'
}

/** A stream to open. */
export interface ListenCommand {
  readonly type: 'listen'
  readonly address: OfrepEventStream
}

/** What has to be done. */
export type SyncCommand =
  | FetchCommand
  | ListenCommand
  | { readonly type: 'report'; readonly error: SluiceError }
  | { readonly type: 'abort' | 'hush' | 'save' }

/** Holds what came with the page, if anything, and waits for a context. */
export function initialSync(
  { flags, ...facts }: Holding,
  storage: SluiceStatus['storage'],
  readyTimeoutMs: number,
  pollIntervalMs: number,
): SyncState {
  return {
    flags,
    status: { ...facts, state: 'starting', storage, stream: 'closed' },
    readyBy: Infinity,
    request: 0,
    isInFlight: false,
    startedAt: 0,
    fetchAt: Infinity,
    notBefore: 0,
    failures: 0,
    failingSince: 0,
    attempts: 0,
    streamAt: 0,
    streamFailures: 0,
    silentAt: Infinity,
    idleAt: Infinity,
    readyTimeoutMs,
    pollIntervalMs,
  }
}
