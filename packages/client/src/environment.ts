import type { OpenedRows, Rows } from './events/rows.ts'
import type { StorageLike } from './storage.ts'

/** What happened to the page; `navigated` is to another pathname. */
export type PageEvent = 'visible' | 'hidden' | 'gone' | 'online' | 'navigated'

/** The part of `EventSource` that the client uses. */
export interface EventSourceLike {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: Event) => void) | null
  close(): void
}

/** What the tabs of one browser have in common. */
export interface Tabs {
  /** Asks to lead; calls back once when this tab does. Returns how to leave it to others. */
  campaign(elected: () => void): () => void
  /** Lets the others know that this tab lives, by this name, until it is told otherwise. */
  live(name: string): () => void
  /** The names of the tabs that live. */
  living(): Promise<ReadonlySet<string>>
  /** Tells all other tabs. */
  post(message: unknown): void
  close(): void
}

/**
 * Everything outside the client: clock, chance, network, storage and page.
 * Tests give their own; what they leave out is the browser's.
 */
export interface Environment extends FirstEnvironment, SyncEnvironment {}

/** What a client is made with; the rest is the browser's. */
export type GivenEnvironment = FirstEnvironment & Partial<SyncEnvironment>

/** The part of the environment that a first render needs. */
export interface FirstEnvironment {
  /** Milliseconds that never jump. */
  now(): number
  /** In `[0, 1)`. */
  random(): number
  /** Calls back after `delayMs`; returns how to cancel. */
  schedule(callback: () => void, delayMs: number): () => void
  fetch: typeof fetch
  /** Epoch milliseconds. */
  wallClock(): number
  /** Opens the rows of this name, which outlive the page and are shared by its tabs. May throw. */
  openRows(name: string): Promise<OpenedRows>
  /** Deletes the rows of this name, whoever has them open. May throw. */
  dropRows(name: string): void
  /** Calls back whenever the page may be about to go for good, until it is aborted. */
  watchLeaving(listener: () => void, until: Pick<AbortController, 'signal'>): void
  /** Gives a storage that may throw with each call, or none, or throws. */
  storage(kind: 'local' | 'session'): StorageLike | undefined
}

/** The part of the environment that keeps values in step. */
export interface SyncEnvironment {
  /** Reads and writes rows that were opened. */
  rowsIn(opened: OpenedRows): Rows
  /** Posts text while the page goes; whether the browser took it. May throw. */
  beacon(url: string, body: string): boolean
  /** Opens a stream of server-sent events. May throw. */
  openStream(url: string): EventSourceLike
  /** Tells what happens to the page; returns how to stop. */
  watchPage(listener: (event: PageEvent) => void): () => void
  /** Joins the tabs of this name; `undefined` where tabs cannot know of each other. May throw. */
  joinTabs(name: string, told: (message: unknown) => void): Tabs | undefined
}
