import type { EventValue } from '@sluice/core'
import type { Item } from '../item.ts'

const NAME_LENGTH = 256
const KEY_LENGTH = 128
const TEXT_LENGTH = 4096
const LIST_LENGTH = 64
const LISTED_LENGTH = 256

/**
 * Checks what an application tells of an outcome.
 *
 * @throws TypeError for what no event can carry
 */
export function checkOutcome(name: unknown, value: unknown, properties: object): void {
  const isGood =
    isText(name, NAME_LENGTH) &&
    name !== '' &&
    (value === undefined || isNumber(value)) &&
    Object.entries(properties).every(
      ([key, each]) => isText(key, KEY_LENGTH) && key !== '__proto__' && isEventValue(each),
    )
  if (!isGood) throw new TypeError('No event can carry this.')
}

/** The names of outcomes that nobody checked when they were given, and that the service refuses. */
export function uncarried(items: readonly Item[]): unknown[] {
  return items.flatMap(({ type, json }) => {
    if (type !== 'outcome') return []
    const { name, value, properties } = JSON.parse(json) as Record<string, unknown>
    try {
      checkOutcome(name, value, properties as object)
      return []
    } catch {
      return [name]
    }
  })
}

function isEventValue(value: unknown): value is EventValue {
  return (
    typeof value === 'boolean' ||
    isNumber(value) ||
    isText(value, TEXT_LENGTH) ||
    (Array.isArray(value) &&
      value.length <= LIST_LENGTH &&
      value.every((text) => isText(text, LISTED_LENGTH)))
  )
}

/** A number that keeps its digits on every way. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER
}

/** A text that every store takes: not longer than it should be, and no half of a character. */
function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest && !/\p{Cs}/u.test(value)
}
