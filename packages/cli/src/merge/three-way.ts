import type { JsonArray, JsonObject, JsonValue } from '@sluice/core'
import { identity, isObject } from '../difference/align.ts'
import { equal } from '../difference/equal.ts'
import type { Path } from '../yaml/path.ts'
import { showPath } from '../yaml/path.ts'

/** A field that both sides changed, differently. A side that took it away is absent. */
export interface Clash {
  readonly path: string
  readonly ours?: JsonValue
  readonly theirs?: JsonValue
}

/** Which side wins where both changed the same field. */
export type Side = 'ours' | 'theirs'

/** What became of two sides, and where they clashed. */
export interface Merged {
  readonly document: JsonObject
  readonly clashes: readonly Clash[]
}

interface Sides {
  readonly base: JsonValue | undefined
  readonly ours: JsonValue | undefined
  readonly theirs: JsonValue | undefined
}

/**
 * Merges what two sides made of the same document, field by field: a change
 * that only one side made is taken over, and a field that both changed goes to
 * the named side. Items of lists are paired by their own names where they have some.
 */
export function mergeThree(
  base: JsonObject,
  ours: JsonObject,
  theirs: JsonObject,
  side: Side,
): Merged {
  const clashes: Clash[] = []

  const merge = (path: Path, sides: Sides): JsonValue | undefined => {
    const { base: was, ours: left, theirs: right } = sides
    if (equal(left, right) || equal(was, right)) return left
    if (equal(was, left)) return right
    if (isObject(left) && isObject(right) && (was === undefined || isObject(was)))
      return mergeObjects(path, was ?? {}, left, right)
    if (isNamed(left) && isNamed(right) && isNamed(was)) {
      const list = mergeLists(path, was, left, right)
      if (list !== undefined) return list
    }
    clashes.push({
      path: showPath(path),
      ...(left !== undefined && { ours: left }),
      ...(right !== undefined && { theirs: right }),
    })
    return side === 'ours' ? left : right
  }

  const mergeObjects = (
    path: Path,
    was: JsonObject,
    left: JsonObject,
    right: JsonObject,
  ): JsonObject => {
    const names = new Set([...Object.keys(left), ...Object.keys(right)])
    const entries = [...names].map((name) => {
      const sides = { base: own(was, name), ours: own(left, name), theirs: own(right, name) }
      return [name, merge([...path, name], sides)] as const
    })
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as JsonObject
  }

  const mergeLists = (
    path: Path,
    was: JsonArray,
    left: JsonArray,
    right: JsonArray,
  ): JsonArray | undefined => {
    const [wasItems, leftItems, rightItems] = [was, left, right].map(byName)
    if (wasItems === undefined || leftItems === undefined || rightItems === undefined)
      return undefined
    const order = mergedOrder([...wasItems.keys()], [...leftItems.keys()], [...rightItems.keys()])
    return order?.flatMap((name): JsonValue[] => {
      const at = leftItems.has(name) ? [...leftItems.keys()].indexOf(name) : 0
      const item = merge([...path, at], {
        base: wasItems.get(name),
        ours: leftItems.get(name),
        theirs: rightItems.get(name),
      })
      return item === undefined ? [] : [item]
    })
  }

  return { document: mergeObjects([], base, ours, theirs), clashes }
}

/** The order of both sides together, when only one of them changed which items there are or where. */
function mergedOrder(
  was: readonly string[],
  left: readonly string[],
  right: readonly string[],
): readonly string[] | undefined {
  if (equal(was, right) || equal(left, right)) return left
  return equal(was, left) ? right : undefined
}

function isNamed(value: JsonValue | undefined): value is JsonArray {
  return (
    Array.isArray(value) &&
    (value as JsonArray).every((item) => isObject(item) && identity(item) !== undefined)
  )
}

function byName(list: JsonArray): ReadonlyMap<string, JsonValue> {
  return new Map(list.map((item) => [identity(item) ?? '', item]))
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
