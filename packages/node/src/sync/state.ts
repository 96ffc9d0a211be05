import type { SluiceError } from '@sluice/core'
import type { HeldRuleset } from '../ruleset/held-ruleset.ts'
import type { SluiceNodeStatus } from '../status.ts'

/** What sync knows. Times are milliseconds of the monotonic clock; `Infinity` is never. */
export interface SyncState {
  readonly held?: HeldRuleset | undefined
  readonly status: SluiceNodeStatus
  /** Until when somebody waits for an outcome; `Infinity` when nobody does. */
  readonly readyBy: number
  /** The snapshot is still being read, so a failure is not yet the end of the wait. */
  readonly isReading: boolean

  /** The number of the latest request; answers to any other are discarded. */
  readonly request: number
  readonly isInFlight: boolean
  readonly startedAt: number
  /** When to ask next. While a request is in flight: once more after it. */
  readonly fetchAt: number
  /** Nothing but a person's wish asks earlier. */
  readonly notBefore: number
  /** Failures in a row, the start of the first, and requests since then. */
  readonly failures: number
  readonly failingSince: number
  readonly attempts: number
  /** The codes of failures that last, so that each is reported once. */
  readonly reported: ReadonlySet<string>

  /** Since when the stream is what it is; while closed, until when it stays so. */
  readonly streamAt: number
  readonly streamFailures: number
  /** What the stream's latest message wants to be sent back. */
  readonly receipt?: string | undefined
  /** When a silent stream is dead; `Infinity` while there is none. */
  readonly silentAt: number

  readonly settings: SyncSettings
}

/** What does not change. Milliseconds. */
export interface SyncSettings {
  readonly readyTimeoutMs: number
  readonly pollIntervalMs: number
  /** Whether a stream is wanted. */
  readonly stream: boolean
  /** Whether there is a snapshot to read and to write. */
  readonly snapshot: boolean
}

/** What may happen. */
export type SyncEvent =
  | { readonly type: 'start' | 'refresh' | 'tick' | 'close' }
  /** The snapshot was read; `held` is absent when there is none that can be used. */
  | { readonly type: 'snapshot'; readonly held?: HeldRuleset; readonly error?: SluiceError }
  /** The snapshot was written, or could not be. */
  | { readonly type: 'saved'; readonly error?: SluiceError }
  | Answer
  | Failure
  | { readonly type: 'open' | 'alive' }
  | { readonly type: 'message'; readonly receipt?: string | undefined }
  /** The stream ended, or there is none; `retryAfterMs` says when to try again. */
  | { readonly type: 'lost'; readonly retryAfterMs?: number | undefined }

/** The service answered. */
export interface Answer {
  readonly type: 'answer'
  readonly request: number
  /** Epoch milliseconds. */
  readonly fetchedAt: number
  /** Absent: the ruleset whose ETag was sent still holds. */
  readonly held?: HeldRuleset
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
export interface FetchCommand {
  readonly type: 'fetch'
  readonly request: number
  readonly etag: string | undefined
  /** Of the stream's latest message. */
  readonly receipt?: string | undefined
}

/** What has to be done. */
export type SyncCommand =
  | FetchCommand
  | { readonly type: 'report'; readonly error: SluiceError }
  | { readonly type: 'save'; readonly held: HeldRuleset }
  | { readonly type: 'abort' | 'listen' | 'hush' }

/** Holds nothing and waits for `start`. */
export function initialSync(settings: SyncSettings): SyncState {
  return {
    status: { state: 'starting', source: 'none', stream: 'closed' },
    readyBy: Infinity,
    isReading: settings.snapshot,
    request: 0,
    isInFlight: false,
    startedAt: 0,
    fetchAt: Infinity,
    notBefore: 0,
    failures: 0,
    failingSince: 0,
    attempts: 0,
    reported: new Set(),
    streamAt: 0,
    streamFailures: 0,
    silentAt: Infinity,
    settings,
  }
}
