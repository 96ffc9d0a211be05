import type { Clock } from './clock.ts'
import type { LiveEnvironment, LiveEnvironments } from './live-environments.ts'

/**
 * How long the watch sleeps at most. Timers follow the monotonic clock and
 * windows the wall clock, so a jump of the wall clock is found this late.
 */
const LONGEST_SLEEP_MS = 30_000

/** What a window watch needs. */
export interface WindowWatchOptions {
  readonly live: LiveEnvironments
  readonly clock: Clock
  /** Hears of every environment in which a rule's window has opened or shut. */
  readonly onEdge: (environment: string) => void
}

/**
 * Watches the time windows of all rules and tells when one opens or shuts,
 * whether the time got there by passing or by a jump of the clock.
 *
 * @returns a function that stops the watch
 */
export function watchWindows({ live, clock, onEdge }: WindowWatchOptions): () => void {
  const timers = new Map<string, () => void>()
  const looks = new Map<string, number>()

  // An edge between two looks at the clock, in either direction, changes values.
  const look = (environment: LiveEnvironment): void => {
    const { key, compiled } = environment
    const now = clock.now()
    const before = looks.get(key) ?? now
    looks.set(key, now)
    timers.get(key)?.()
    timers.delete(key)
    if (compiled.nextEdge(Number.NEGATIVE_INFINITY) === undefined) return
    const ahead = (compiled.nextEdge(now) ?? Number.POSITIVE_INFINITY) - now
    const wake = (): void => look(live.get(key) ?? environment)
    timers.set(key, clock.after(Math.min(ahead, LONGEST_SLEEP_MS), wake))
    const edge = compiled.nextEdge(Math.min(before, now))
    if (edge !== undefined && edge <= Math.max(before, now)) onEdge(key)
  }

  for (const key of live.keys()) {
    const environment = live.get(key)
    if (environment !== undefined) look(environment)
  }
  const unsubscribe = live.onPublish(look)
  return () => {
    unsubscribe()
    for (const cancel of timers.values()) cancel()
    timers.clear()
  }
}
