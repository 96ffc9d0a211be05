import type { Clock } from '../live/clock.ts'

/** How often the load is looked at, in milliseconds. */
const LOOK_MS = 200

/** Share of the heap from which on memory is kept for what matters more than events. */
const FULL_HEAP = 0.9

/** How long events are turned away after the last sign of overload, in milliseconds. */
const REST_MS = 2_000

/** Why events are turned away for a moment. */
export type Overload = 'event_loop' | 'heap'

/** Notices when the process has more to do than it can. */
export interface LoadWatch {
  /** `undefined` while there is room. */
  overload(): Overload | undefined
  stop(): void
}

/**
 * Watches the event loop and the heap. Events can wait, since whoever sends them
 * keeps them; values cannot: so under overload events are turned away first.
 *
 * @param blockedMs - an event loop that stood still for longer has too much to do; with `Infinity`
 *   nothing is watched, as where a clock leaps by hours
 * @param heapShare - how much of the heap's limit is used, from 0 to 1
 */
export function watchLoad(clock: Clock, blockedMs: number, heapShare: () => number): LoadWatch {
  if (blockedMs === Infinity) return { overload: () => undefined, stop: () => undefined }
  let lookedAt = clock.monotonic()
  let seen: { readonly overload: Overload; readonly at: number } | undefined
  const look = (): void => {
    const now = clock.monotonic()
    if (now - lookedAt > LOOK_MS + blockedMs) seen = { overload: 'event_loop', at: now }
    else if (heapShare() > FULL_HEAP) seen = { overload: 'heap', at: now }
    lookedAt = now
  }
  let cancel: () => void
  const wait = (): void => {
    cancel = clock.after(LOOK_MS, () => {
      look()
      wait()
    })
  }
  wait()
  return {
    overload() {
      const now = clock.monotonic()
      // What waited while the loop stood still is read before its timers run.
      if (now - lookedAt > LOOK_MS + blockedMs) look()
      return seen !== undefined && now - seen.at < REST_MS ? seen.overload : undefined
    },
    stop: () => cancel(),
  }
}
