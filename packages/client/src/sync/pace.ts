/** A request that takes longer is given up: a service that has just woken up may need a while. */
export const REQUEST_TIMEOUT_MS = 15_000

/** A body that takes longer once it has begun is none. */
export const BODY_TIMEOUT_MS = 10_000

/** A stream that told of its heartbeat and then is silent for so long is dead. */
export const SILENCE_MS = 45_000

/** Messages that come thick and fast cause no more than one request in this time. */
export const GAP_MS = 500

/** A stream that lived so long, and so was heard, starts its retries over: proxies cut some after 30 s. */
export const LASTING_STREAM_MS = 20_000

/**
 * The pause of the safety net; longer while a stream is known to live or nobody looks.
 *
 * @param random - in `(-1, 1)`; what is negative makes it longer
 */
export function pollMs(intervalMs: number, isRelaxed: boolean, random: number): number {
  return intervalMs * (isRelaxed ? 5 : 1) * (1 - random / 5)
}
