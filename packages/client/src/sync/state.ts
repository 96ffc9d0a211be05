import type { OfrepEventStream, OfrepStreamMessage, SluiceError } from '@sluice/core'
import type { FlagTable } from '../state.ts'
import type { SluiceStatus } from '../status.ts'
import type { SyncRequest } from '../sync-part.ts'
import type { PageEvent } from '../environment.ts'
import type { Told, Values, Word } from '../tabs/word.ts'

/**
 * What this tab is to the others of its browser.
 *
 * - `apart`: nobody looks at it, so it lets others lead
 * - `following`: another tab leads, or nobody does yet
 * - `leading`: holds the one stream, and tells the others
 * - `alone`: tabs cannot know of each other here
 */
export type TabRole = 'apart' | 'following' | 'leading' | 'alone'

/** What sync knows. Times are milliseconds of the monotonic clock; `Infinity` is never. */
export interface SyncState {
  /** What the page shows; it differs from `latest` where a stability contract holds. */
  readonly flags: FlagTable
  /** What the service said last. */
  readonly latest: FlagTable
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
  /** When a hidden page stops listening and leading, until it is seen again. */
  readonly idleAt: number

  readonly role: TabRole
  /** Until when the tab that leads has to be heard of again; `Infinity` when none is known. */
  readonly leaderBy: number
  /** While the service fails the tab that leads, the others wait for as long. */
  readonly yieldUntil: number
  /** What the tab that leads had while an answer was under way. */
  readonly heard: Word['answer']

  readonly readyTimeoutMs: number
  readonly pollIntervalMs: number
}

/** What may happen. */
export type SyncEvent =
  | Exclude<SyncRequest, { type: 'close' }>
  | Answer
  | Failure
  | { readonly type: 'open' | 'heartbeat' | 'lost' }
  | { readonly type: 'message'; readonly message: OfrepStreamMessage }
  | { readonly type: PageEvent }
  /** This tab leads from now on, `alone` where it cannot know of others. */
  | { readonly type: 'elected'; readonly role: 'leading' | 'alone' }
  /** Another tab came, and knows nothing of this one yet. */
  | { readonly type: 'greeted' }
  /** The tab that leads said something. */
  | { readonly type: 'told'; readonly told: Told }
  /** The storage gave up. */
  | { readonly type: 'unstored' }
  /** Time passed. */
  | { readonly type: 'tick' }
  | { readonly type: 'close' }

/** The service answered. */
export interface Answer extends Pick<
  SluiceStatus,
  'version' | 'epoch' | 'eventAttributes' | 'fetchedAt'
> {
  readonly type: 'answer'
  readonly request: number
  /** Absent: the values of the ETag that was sent still hold. */
  readonly values?: Values & {
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
  /** Ask to lead the tabs; leave that to others; hear and say nothing any more. */
  | { readonly type: 'campaign' | 'resign' | 'leave' }
  /** Make oneself known to the tab that leads. */
  | { readonly type: 'greet' }
  /** Tell the other tabs. */
  | { readonly type: 'post'; readonly word: Word }

/** Waits for a context. */
export function initialSync(
  status: SluiceStatus,
  readyTimeoutMs: number,
  pollIntervalMs: number,
): SyncState {
  return {
    flags: new Map(),
    latest: new Map(),
    status,
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
    role: 'apart',
    leaderBy: Infinity,
    yieldUntil: 0,
    heard: undefined,
    readyTimeoutMs,
    pollIntervalMs,
  }
}
