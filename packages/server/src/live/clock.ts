/** Time as the service sees it. Everything that waits or measures is given one. */
export interface Clock {
  /** Wall clock, epoch milliseconds. May jump. */
  now(): number
  /** Milliseconds since some moment. Never goes back; only differences mean something. */
  monotonic(): number
  /**
   * Runs something once, after a delay in milliseconds.
   *
   * @returns a function that calls it off
   */
  after(delayMs: number, run: () => void): () => void
}

/** The longest delay that a timer of the platform keeps; a longer one would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

/** The clock of the machine. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, LONGEST_DELAY_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
