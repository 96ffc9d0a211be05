import type { EventValue } from '@sluice/core'

/** A text that every store takes: not longer than it should be, and no half of a character. */
export function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest && !/\p{Cs}/u.test(value)
}

/** Whether an event may carry this. */
export function isEventValue(value: unknown): value is EventValue {
  return (
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    isText(value, 4096) ||
    (Array.isArray(value) && value.length <= 64 && value.every((text) => isText(text, 256)))
  )
}

/**
 * Picks attributes of a context by name.
 *
 * @param as - gives what an event carries of one; `undefined` leaves it out
 */
export function pick<T>(
  context: Readonly<Record<string, unknown>>,
  names: readonly string[],
  as: (value: unknown) => T | undefined,
): Record<string, T> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = as(context[name])
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
