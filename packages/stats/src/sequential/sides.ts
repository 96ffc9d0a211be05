import type { Interval, Side } from '../tests/result.ts'

/** Makes the two-sided answer of a sequential test at twice alpha a one-sided one at alpha. */
export function oneSided(
  logP: number,
  interval: Interval,
  estimate: number,
  side: Side,
): { readonly p: number; readonly logP: number; readonly interval: Interval } {
  if (side === 'two_sided') return { p: Math.exp(logP), logP, interval }
  const isThere = side === 'greater' ? estimate > 0 : estimate < 0
  const half = isThere ? logP - Math.LN2 : 0
  return {
    p: Math.exp(half),
    logP: half,
    interval:
      side === 'greater'
        ? { low: interval.low, high: Infinity }
        : { low: -Infinity, high: interval.high },
  }
}

/** A test at one look: what it says, and which values it allows. */
export interface AtOneLook {
  readonly p: number
  readonly logP: number
  readonly interval: Interval
}

/**
 * What a sequential test says, or what one for a single look says where that is less sure: with
 * next to no units Student's t reaches farther than any sequence of normal errors.
 */
export function noNarrowerThan(once: AtOneLook, sequence: AtOneLook): AtOneLook {
  const isWider =
    once.interval.low < sequence.interval.low || once.interval.high > sequence.interval.high
  const { p, logP } = once.logP > sequence.logP ? once : sequence
  return { p, logP, interval: isWider ? once.interval : sequence.interval }
}
