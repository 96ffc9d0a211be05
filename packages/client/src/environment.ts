import type { StorageLike } from './storage.ts'

/** What happened to the page. */
export type PageEvent = 'visible' | 'hidden' | 'gone' | 'online'

/** The part of `EventSource` that the client uses. */
export interface EventSourceLike {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: Event) => void) | null
  close(): void
}

/**
 * Everything outside the client: clock, chance, network, storage and page.
 * Tests give their own; what they leave out is the browser's.
 */
export interface Environment {
  /** Milliseconds that never jump. */
  now(): number
  /** Epoch milliseconds. */
  wallClock(): number
  /** In `[0, 1)`. */
  random(): number
  /** Calls back after `delayMs`; returns how to cancel. */
  schedule(callback: () => void, delayMs: number): () => void
  fetch: typeof fetch
  /** Opens a stream of server-sent events. May throw. */
  openStream(url: string): EventSourceLike
  /** Gives a storage that may throw with each call, or throws. */
  storage(kind: 'local' | 'session'): StorageLike
  /** Tells what happens to the page; returns how to stop. */
  watchPage(listener: (event: PageEvent) => void): () => void
}
