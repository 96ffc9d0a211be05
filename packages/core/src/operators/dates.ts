import type { Operand, Test } from './operator.ts'
import { unknown } from './operator.ts'

/** The largest distance from 1970 that a date of the language can have. */
const MAX_TIME_MS = 8.64e15

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d):(\d\d))$/

/** Compiles `before` and `after` against the first operand. */
export function dateTest(
  holds: (seen: number, operand: number) => boolean,
  [operand]: readonly Operand[],
): Test {
  const time = parseDate(operand)
  if (time === undefined) return unknown
  return (seen) => {
    const seenTime = parseDate(seen)
    return seenTime === undefined ? undefined : holds(seenTime, time)
  }
}

/**
 * Reads a moment: epoch milliseconds, a `Date`, or ISO 8601 with a zone, such as
 * `2026-10-01T09:00:00Z` or `2026-10-01T09:00+02:00`.
 *
 * @returns epoch milliseconds, or `undefined` for anything else, also for days that no calendar has
 */
export function parseDate(value: unknown): number | undefined {
  if (typeof value === 'string') return parseIso(value)
  const time = value instanceof Date ? value.getTime() : value
  return typeof time === 'number' && Math.abs(time) <= MAX_TIME_MS ? time : undefined
}

// By hand, because Date.parse takes other shapes too and lets 30 February become March.
function parseIso(text: string): number | undefined {
  const match = ISO.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = 0, fraction = '', sign, ...offset] = match
  const [zoneHour = 0, zoneMinute = 0] = offset.map((part: string | undefined) => Number(part ?? 0))
  const clock = [Number(hour), Number(minute), Number(second)] as const
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined
  if (zoneHour > 23 || zoneMinute > 59) return undefined
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day))
    return undefined
  date.setUTCHours(...clock, Number(fraction.padEnd(3, '0').slice(0, 3)))
  const zoneMs = (zoneHour * 60 + zoneMinute) * 60_000
  return date.getTime() - (sign === '-' ? -zoneMs : zoneMs)
}
