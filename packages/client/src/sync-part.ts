import type { StoreApi } from 'zustand/vanilla'
import type { SluiceError } from '@sluice/core'
import type { SentContext } from './context.ts'
import type { GivenEnvironment } from './environment.ts'
import type { SluiceClient } from './client.ts'
import type { PageEvents } from './events/page-events.ts'
import type { SluiceClientOptions } from './options.ts'
import type { Listeners } from './listeners.ts'
import type { FlagsReader } from './read.ts'
import type { FlagChange, FlagTable, SluiceState } from './state.ts'
import type { SluiceStatus } from './status.ts'
import type { Shelf } from './storage.ts'

/** Values of one context, and where they come from. */
export interface Holding extends Pick<
  SluiceStatus,
  'source' | 'version' | 'epoch' | 'eventAttributes' | 'fetchedAt'
> {
  readonly flags: FlagTable
}

/** How long somebody waits for the first answer: as told where that is a time, and no longer than a timer can. */
export function readyTimeoutOf({ readyTimeoutMs: ms }: SluiceClientOptions): number {
  return (ms as number) >= 0 ? Math.min(ms as number, 2e9) : 2000
}

/** A context was set. */
export interface ContextRequest {
  readonly type: 'context'
  /** All there is for it. */
  readonly held: Holding
  /** What the page shows of that. */
  readonly shown: FlagTable
  /** When it was set, on the monotonic clock; absent is now. */
  readonly since?: number
}

/** What a client asks of the part that brings its values. */
export type SyncRequest =
  | ContextRequest
  /** Somebody asks for an answer now. */
  | { readonly type: 'refresh' }
  | { readonly type: 'close' }

/** A request that left before the part that reads its answer was there. */
export interface HeadStart {
  /** The context that it asks for, as JSON. */
  readonly text: string
  readonly controller: AbortController
  readonly response: Promise<Response>
}

/** The client, as the part that brings its values sees it. */
export interface SyncOwner {
  /** Tells this client's databases and channels from those of others. */
  readonly name: string
  readonly events: PageEvents
  /** What this page reads. */
  readonly flags: FlagsReader['all']
  /** What lives as long as the tab. */
  readonly tab: Shelf
  client: SluiceClient
  /** Goes on as whoever this browser remembers, where nobody in particular is there. */
  recall(): void
  /**
   * Withdraws here what was withdrawn in another tab while this one heard of nothing. Before
   * anything is sent or written.
   *
   * @param count - how often that was so far; default: as the storage has it
   */
  heed(count?: number): void
  /** Where a tab that heard of nothing reads how often somebody withdrew. */
  readonly notice: Shelf
  /** Told when somebody decided. */
  onConsent?(): void
  readonly store: StoreApi<SluiceState>
  /** Who is told of every change, by the part that brings them. */
  readonly followers: Listeners<readonly FlagChange[]>
  /** The present context. */
  context(): SentContext
  /**
   * Shows something.
   *
   * @param hasSettled - whether nobody has to wait any longer
   */
  publish(
    facts: Pick<SluiceState, 'status'> & Partial<Pick<SluiceState, 'flags'>>,
    hasSettled: boolean,
  ): void
  /** Where values outlive the page. */
  readonly shelf: Shelf
  /** The page goes, perhaps for good: writes at once what waits to be written. */
  leave(): void
  report(error: SluiceError): void
}

/** Starts the part that brings the values; gives how to ask it. */
export type StartSync = (
  options: SluiceClientOptions,
  environment: GivenEnvironment,
  owner: SyncOwner,
) => (request: SyncRequest) => void

/** The part that is loaded after the first request has left. */
export interface LoadedSync {
  /** @param from - the state that the client began with */
  readonly startSync: (
    ...parts: [...Parameters<StartSync>, from: SluiceState, head: HeadStart | undefined]
  ) => ReturnType<StartSync>
}

/** The status with which a context begins. */
export function entering(
  { storage, stream }: Pick<SluiceStatus, 'storage' | 'stream'>,
  // oxlint-disable-next-line eslint/no-unused-vars -- values are no part of how a client stands
  { flags: _, ...facts }: Holding,
  pending: readonly string[],
): SluiceStatus {
  return { ...facts, state: 'starting', storage, stream, pending }
}
