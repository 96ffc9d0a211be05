import type { JsonValue } from '@sluice/core'
import { isObject } from './align.ts'

/** Whether two values mean the same: the order of names does not matter, that of items does. */
export function equal(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) {
    return (
      a.length === b.length && a.every((item: JsonValue, i) => equal(item, (b as JsonValue[])[i]))
    )
  }
  if (!isObject(a) || !isObject(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name]))
  )
}
