import { HttpError } from '../http/http-error.ts'

const WINDOW_MS = 60_000
const MOST_REMEMBERED = 10_000

/** Counts what is tried, so that nobody guesses for long. */
export interface Attempts {
  /**
   * Counts one.
   *
   * @throws HttpError `TOO_MANY_ATTEMPTS` (429) with `Retry-After`
   */
  count(of: string): void
}

/**
 * Allows so many attempts a minute for one name or one address.
 *
 * @param most - attempts in any minute
 */
export function createAttempts(most: number, now: () => number): Attempts {
  const started = new Map<string, { at: number; count: number }>()
  return {
    count(of) {
      const at = now()
      let seen = started.get(of)
      if (seen === undefined || at - seen.at >= WINDOW_MS) {
        started.delete(of)
        // The oldest goes: whoever tries ten thousand names is stopped by the address.
        if (started.size >= MOST_REMEMBERED) started.delete(started.keys().next().value ?? '')
        seen = { at, count: 0 }
        started.set(of, seen)
      }
      seen.count++
      if (seen.count <= most) return
      const seconds = Math.max(1, Math.ceil((seen.at + WINDOW_MS - at) / 1000))
      throw new HttpError(
        'TOO_MANY_ATTEMPTS',
        `That was tried too often. Try again in ${seconds} seconds.`,
        { status: 429, headers: { 'Retry-After': String(seconds) } },
      )
    },
  }
}
