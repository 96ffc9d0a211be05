const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** A request that takes longer is given up. */
export const REQUEST_TIMEOUT_MS: number = 10 * SECOND_MS
/** A stream that says nothing for so long is dead: three of the service's heartbeats. */
export const SILENCE_MS: number = 45 * SECOND_MS
/** Messages that come thick and fast cause no more than one request in this time. */
export const GAP_MS = 100
/** A stream that lived so long, and so was heard, starts its retries over: proxies cut some after 30 s. */
export const LASTING_STREAM_MS: number = 20 * SECOND_MS
/** A service that offers no stream now is asked for one again after so long. */
export const NO_STREAM_MS: number = 5 * MINUTE_MS

/** The pause until the service is asked again; longer while a stream is known to live. */
export function pollMs(intervalMs: number, isRelaxed: boolean, random: number): number {
  return intervalMs * (isRelaxed ? 6 : 1) * (1 - random / 5)
}
