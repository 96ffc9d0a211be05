const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** An outage, as whoever is in it counts. Times are milliseconds of one clock that never jumps. */
export interface Outage {
  /** When the first request began that failed. */
  readonly failingSince: number
  /** Requests since then, that one included. */
  readonly attempts: number
  /** When the latest request began. */
  readonly startedAt: number
}

/**
 * The pause before the next try: full jitter, so that many never come back at
 * once. The cap grows from 1 s to 30 s, and after ten minutes is 5 min.
 *
 * @param failures - in a row; 1 or more
 * @param outageMs - how long it has lasted
 * @param random - in `[0, 1)`
 */
export function backoffMs(failures: number, outageMs: number, random: number): number {
  return random * (isLong(outageMs) ? 5 * MINUTE_MS : Math.min(30, 2 ** (failures - 1)) * SECOND_MS)
}

/**
 * Reads a `Retry-After`, which is seconds or a date. What is neither, or lies in the past, says nothing.
 *
 * @param wallClock - epoch milliseconds
 * @returns milliseconds, from 1 s to 1 h
 */
export function patience(text: string | null | undefined, wallClock: number): number | undefined {
  const seconds = (text ?? '') === '' ? NaN : Number(text)
  const ms = Number.isNaN(seconds) ? Date.parse(`${text}`) - wallClock : seconds * SECOND_MS
  return ms >= 0 ? Math.min(Math.max(ms, SECOND_MS), 60 * MINUTE_MS) : undefined
}

/**
 * The pause after an answer that says when to come again: never before that, and not all that
 * were told the same at once. They come spread over as long as they waited, up to 30 s, or over
 * the pause that grows with each try, where that is longer.
 *
 * @param retryAfterMs - what the answer said
 * @param backoff - what it would be without; see `backoffMs`
 * @param random - in `[0, 1)`
 */
export function spreadMs(retryAfterMs: number, backoff: number, random: number): number {
  return retryAfterMs + Math.max(backoff, random * Math.min(retryAfterMs, 30 * SECOND_MS))
}

/**
 * The pause after a refusal that only people can mend: 2.5–5 min.
 *
 * @param random - in `[0, 1)`
 */
export function slowMs(random: number): number {
  return (1 + random) * 2.5 * MINUTE_MS
}

/** Whether a status is an error of this side, which does not go away by asking again soon. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status)
}

/**
 * The earliest time for the next try in an outage, whatever asks for it. Jitter
 * alone, or somebody who changes tabs all the time, could ask at once again and
 * again: 6 tries are free, then one in 12 s, so the first 10 min have less than
 * 60; after that one in 30 s.
 */
export function earliestTry({ failingSince, attempts, startedAt }: Outage, now: number): number {
  return isLong(now - failingSince)
    ? startedAt + 30 * SECOND_MS
    : failingSince + (attempts - 5) * 12 * SECOND_MS
}

function isLong(outageMs: number): boolean {
  return outageMs >= 10 * MINUTE_MS
}
