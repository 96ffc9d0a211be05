import type { SluiceError } from '@sluice/core'
import type { Environment } from './environment.ts'
import type { SnapshotStore } from './snapshot/snapshot-store.ts'

/** How a node is made. Only `url` and `serverKey` are needed. */
export interface SluiceNodeOptions {
  /** Where the service is, such as `https://flags.example`; an `@` in a path is written `%40`. */
  readonly url: string
  /** A server key: may read every rule, so it is a secret. */
  readonly serverKey: string
  /** Where the last good ruleset outlives the process. Default: nowhere. See `@sluice/node/disk`. */
  readonly snapshot?: SnapshotStore
  /** How often the service is asked while no stream tells of changes, milliseconds. Default 10 000; at least 1000. */
  readonly pollIntervalMs?: number
  /** How long `ready()` waits, milliseconds. Default 2000. */
  readonly readyTimeoutMs?: number
  /** Whether to hold a stream that tells of changes. Default `true`; `false` leaves the poll alone, for places that do not live long. */
  readonly stream?: boolean
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Hears of each new failure once. Default: prints a line with `console.error`. */
  readonly onError?: (error: SluiceError) => void
  /** Clock, chance and network. Default: the platform's. */
  readonly environment?: Partial<Environment>
}
