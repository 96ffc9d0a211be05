import type { SyncState } from './state.ts'

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** A request that takes longer is given up: a service that has just woken up may need a while. */
export const REQUEST_TIMEOUT_MS = 15_000

/** A body that takes longer once it has begun is none. */
export const BODY_TIMEOUT_MS = 10_000

/** A stream that told of its heartbeat and then is silent for so long is dead. */
export const SILENCE_MS = 45_000

/** Messages that come thick and fast cause no more than one request in this time. */
export const GAP_MS = 500

/** A stream that lived so long starts its retries over. */
export const LASTING_STREAM_MS: number = MINUTE_MS

/**
 * The pause before the next try: full jitter, so that many browsers never come
 * back at once. The cap grows from 1 s to 30 s, and in a long outage is 5 min.
 *
 * @param failures - in a row; 1 or more
 * @param random - in `[0, 1)`
 */
export function backoffMs(failures: number, isLong: boolean, random: number): number {
  return random * (isLong ? 5 * MINUTE_MS : Math.min(30, 2 ** (failures - 1)) * SECOND_MS)
}

/** The pause after a refusal that only people can mend: 2.5–5 min. */
export function slowMs(random: number): number {
  return (1 + random) * 2.5 * MINUTE_MS
}

/**
 * The pause of the safety net; longer while a stream is known to live or nobody looks.
 *
 * @param random - in `(-1, 1)`; what is negative makes it longer
 */
export function pollMs(intervalMs: number, isRelaxed: boolean, random: number): number {
  return intervalMs * (isRelaxed ? 5 : 1) * (1 - random / 5)
}

/** Whether an outage has lasted so long that hurry helps nobody. */
export function isLongOutage(failingSince: number, now: number): boolean {
  return now - failingSince >= 10 * MINUTE_MS
}

/**
 * The earliest time for the next try in an outage, whatever asks for it. Jitter
 * alone, or somebody who changes tabs all the time, could ask at once again and
 * again: 8 tries are free, then one in 12 s, so the first 10 min have less than
 * 60; after that one in 30 s.
 */
export function earliestTry({ failingSince, attempts, startedAt }: SyncState, now: number): number {
  return isLongOutage(failingSince, now)
    ? startedAt + 30 * SECOND_MS
    : failingSince + (attempts - 8) * 12 * SECOND_MS
}
