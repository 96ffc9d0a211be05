import type { Clock } from './clock.ts'

/** A clock for tests and simulations: time passes when told to, and the wall clock jumps when told to. */
export interface FakeClock extends Clock {
  /** Lets time pass and runs what falls due, in order. */
  advance(ms: number): void
  /** Moves the wall clock alone, as an administrator would; timers do not notice. */
  jump(ms: number): void
  /** How many timers wait. */
  readonly pending: number
}

/** Makes a clock that stands still. */
export function createFakeClock(startsAt: number = Date.UTC(2026, 0, 1)): FakeClock {
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>()
  let ids = 0
  let elapsed = 0
  let offset = startsAt
  return {
    now: () => offset + elapsed,
    monotonic: () => elapsed,
    after(delayMs, run) {
      const id = ids++
      timers.set(id, { at: elapsed + Math.max(delayMs, 0), run })
      return () => timers.delete(id)
    },
    advance(ms) {
      const until = elapsed + ms
      for (;;) {
        // Of two at the same moment the one that was made first, which comes first in the map.
        let next: { readonly id: number; readonly at: number; readonly run: () => void } | undefined
        for (const [id, { at, run }] of timers) {
          if (at <= until && (next === undefined || at < next.at)) next = { id, at, run }
        }
        if (next === undefined) break
        timers.delete(next.id)
        elapsed = next.at
        next.run()
      }
      elapsed = until
    },
    jump(ms) {
      offset += ms
    },
    get pending() {
      return timers.size
    },
  }
}
