/** Everything outside a node: clock, chance and network. Tests give their own. */
export interface Environment {
  /** Milliseconds that never jump. */
  now(): number
  /** Epoch milliseconds; the windows of rules follow it. */
  wallClock(): number
  /** In `[0, 1)`. */
  random(): number
  /** Calls back after `delayMs`; returns how to cancel. */
  schedule(callback: () => void, delayMs: number): () => void
  fetch: typeof fetch
}

/** What every JavaScript platform has: Node, workers and edge runtimes alike. */
export const platform: Environment = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  random: () => Math.random(),
  schedule(callback, delayMs) {
    const timer: unknown = setTimeout(callback, delayMs)
    // Waiting for a change is no reason to keep a process alive. Elsewhere a timer is a number.
    if (isUnrefable(timer)) timer.unref()
    return () => clearTimeout(timer as Parameters<typeof clearTimeout>[0])
  },
  fetch: (input, init) => fetch(input, init),
}

function isUnrefable(timer: unknown): timer is { unref(): void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
