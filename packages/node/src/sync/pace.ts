const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** A request that takes longer is given up. */
export const REQUEST_TIMEOUT_MS: number = 10 * SECOND_MS
/** A stream that says nothing for so long is dead: three of the service's heartbeats. */
export const SILENCE_MS: number = 45 * SECOND_MS
/** Messages that come thick and fast cause no more than one request in this time. */
export const GAP_MS = 100
/** A stream that lived so long starts its retries over. */
export const LASTING_STREAM_MS: number = MINUTE_MS
/** A service that offers no stream now is asked for one again after so long. */
export const NO_STREAM_MS: number = 5 * MINUTE_MS

/**
 * The pause before the next try: full jitter, so that many processes never come
 * back at once. The cap grows from 1 s to 30 s, and after ten minutes is 5 min.
 *
 * @param failures - in a row; 1 or more
 * @param random - in `[0, 1)`
 */
export function backoffMs(failures: number, outageMs: number, random: number): number {
  const isLong = outageMs >= 10 * MINUTE_MS
  return random * (isLong ? 5 * MINUTE_MS : Math.min(30, 2 ** (failures - 1)) * SECOND_MS)
}

/** The pause after a refusal that only people can mend: 2.5–5 min. */
export function slowMs(random: number): number {
  return (1 + random) * 2.5 * MINUTE_MS
}

/** The pause until the service is asked again; longer while a stream is known to live. */
export function pollMs(intervalMs: number, isRelaxed: boolean, random: number): number {
  return intervalMs * (isRelaxed ? 6 : 1) * (1 - random / 5)
}

/**
 * The earliest time for the next try in an outage, whatever asks for it: 8 tries
 * are free, then one in 12 s, so that the first 10 min have less than 60; after
 * that one in 30 s.
 */
export function earliestTry(
  outage: { readonly failingSince: number; readonly attempts: number; readonly startedAt: number },
  now: number,
): number {
  return now - outage.failingSince >= 10 * MINUTE_MS
    ? outage.startedAt + 30 * SECOND_MS
    : outage.failingSince + (outage.attempts - 8) * 12 * SECOND_MS
}
