import type { EvaluationContext, EventAttributes, JsonValue, SluiceError } from '@sluice/core'
import type { Environment } from './environment.ts'
import type { Consent } from './events/consent.ts'
import type { SluiceContext } from './register.ts'
import type { FlagChange } from './state.ts'
import type { StorageLike } from './storage.ts'

/** Values that came with the page: the body of a bulk answer, its version, and who it is for. */
export interface Bootstrap {
  /** Flags as OFREP's bulk endpoint answers them. */
  readonly flags: readonly unknown[]
  readonly version?: number | undefined
  readonly epoch?: string | undefined
  /**
   * What the flags were evaluated for. The client begins with it, unless it is
   * given another context, and takes over its `anonymousKey`.
   */
  readonly context?: EvaluationContext | undefined
  /** Which attributes of the context travel with events; absent: none. */
  readonly eventAttributes?: EventAttributes | undefined
  /**
   * While you develop: by flag key, the defaults that were drawn for want of a value.
   * A local client that begins with this bootstrap adds those that it serves.
   */
  readonly defaults?: Record<string, JsonValue[]> | undefined
}

/** How a client is made. Only `url` and `clientKey` are needed. */
export interface SluiceClientOptions {
  /** Where the service is, without `/ofrep/v1`; an `@` in a path is written `%40`. */
  readonly url: string
  /** A client key: may evaluate, is no secret. */
  readonly clientKey: string
  /** Who is there. Default: nobody known, an anonymous key. */
  readonly context?: SluiceContext
  /** Values for the first render, preferred over the cache. The service is still asked. */
  readonly bootstrap?: Bootstrap
  /** Where values outlive the page. Default `'local'`. With `'memory'` every visit starts from defaults. */
  readonly cache?: 'local' | 'session' | 'memory' | StorageLike
  /** Whether the anonymous key is stored in the cache. Default `true`; `false` makes every page load a new unit. */
  readonly rememberAnonymous?: boolean
  /**
   * Whether anything may be stored and any event sent. Default `'granted'`, so that the first gate
   * counts at once, but `'denied'` where the browser sends Global Privacy Control or Do Not Track.
   * Until it is granted nothing is written and nothing is recorded for sending; values are
   * evaluated for an id that lives as long as the page.
   */
  readonly consent?: Consent
  /** Whether events are sent to the service. Default `true`; `false` for one that takes none. */
  readonly events?: boolean
  /** Which application reads the flags, as `sluice flags` lists it; of a longer text the first 256 characters. Default: the host of the page. */
  readonly reader?: string
  /** How long `ready()` waits, milliseconds. Default 2000. */
  readonly readyTimeoutMs?: number
  /** How often the service is asked while no live stream tells of changes, milliseconds. Default 60 000; at least 1000. */
  readonly pollIntervalMs?: number
  /** Whether to listen for changes. Default `true`; `false` leaves the poll alone. */
  readonly stream?: boolean
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Sent with each request; a function is asked each time and may wait. */
  readonly headers?: HeadersSource
  readonly onChange?: (changes: readonly FlagChange[]) => void
  readonly onError?: (error: SluiceError) => void
  /** Prints one line for each step; `true` to the console. Never holds the client key or a stream address. */
  readonly debug?: boolean | ((line: string) => void)
  /** Clock, chance, network, storage and page. Default: the browser's. */
  readonly environment?: Partial<Environment>
}

/** Headers, or a function that gives them. */
export type HeadersSource =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)
