import type { EventAttributes, SluiceError } from '@sluice/core'

/** Where the values held come from; `default` means that none are held. */
export type ValueSource = 'default' | 'bootstrap' | 'cache' | 'network'

/**
 * How the client stands with its service.
 *
 * - `starting`: this context has had no answer yet
 * - `ready`: the latest request was answered
 * - `stale`: the latest request failed; the values held are older
 * - `offline`: the latest request failed and no values are held: reads serve the caller's default
 * - `unauthorized`: the service refuses the client key; the values are kept, and it is asked again every few minutes
 * - `closed`: `close()` was called
 */
export type SluiceStatusState =
  | 'starting'
  | 'ready'
  | 'stale'
  | 'offline'
  | 'unauthorized'
  | 'closed'

/** What the client holds, where it comes from, and how it stands with its service. */
export interface SluiceStatus {
  readonly state: SluiceStatusState
  readonly source: ValueSource
  /** The ruleset version of the values held; absent when the service does not tell. */
  readonly version?: number | undefined
  /** Versions compare within one epoch only. */
  readonly epoch?: string | undefined
  /** Which attributes of the context travel with events, as told with the values held. */
  readonly eventAttributes?: EventAttributes | undefined
  /** When the service last gave or confirmed the values held, epoch milliseconds. */
  readonly fetchedAt?: number | undefined
  /** Why the latest request failed. */
  readonly error?: SluiceError | undefined
  /**
   * Whether what the client holds outlives the page: values in the storage that `cache` names, events
   * in IndexedDB. `memory` means that one of them does not, or that consent is not granted.
   */
  readonly storage: 'local' | 'memory'
  /** How changes are heard of; `shared` means that another tab of this browser listens for all. */
  readonly stream: 'open' | 'connecting' | 'closed' | 'shared'
  /**
   * Keys of the flags whose latest value is not shown yet, because of their
   * stability contract. The same list until it changes.
   */
  readonly pending: readonly string[]
}
