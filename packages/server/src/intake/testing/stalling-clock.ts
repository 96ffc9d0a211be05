import { createFakeClock, type FakeClock } from '../../live/fake-clock.ts'

/** A clock whose loop can stand still: time passes, and timers run late. */
export interface StallingClock extends FakeClock {
  stall(ms: number): void
}

/** Makes a clock whose loop never stood still. */
export function stallingClock(): StallingClock {
  const clock = createFakeClock()
  let stalled = 0
  return {
    ...clock,
    monotonic: () => clock.monotonic() + stalled,
    stall: (ms: number) => void (stalled += ms),
  }
}
