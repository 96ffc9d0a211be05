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
        const due = [...timers].filter(([, timer]) => timer.at <= until)
        const next = due.sort(([a, x], [b, y]) => x.at - y.at || a - b)[0]
        if (next === undefined) break
        timers.delete(next[0])
        elapsed = next[1].at
        next[1].run()
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
