import type { JsonObject, JsonValue } from '@sluice/core'
import { align, isObject } from './align.ts'
import { equal } from './equal.ts'
import type { Path } from '../yaml/path.ts'
import { showPath } from '../yaml/path.ts'

/** One field that differs. A side that does not have it is absent. */
export interface FieldChange {
  /** Within its subject, such as `rules[0].serve.coverageBps`. */
  readonly path: string
  readonly before?: JsonValue
  readonly after?: JsonValue
}

/** What happens to one flag, segment or other named part of a ruleset. */
export interface Change {
  /** The key of a flag; other parts are named as in the document: `segments.staff`. */
  readonly subject: string
  readonly kind: 'added' | 'changed' | 'archived' | 'restored' | 'removed'
  /** Empty when the whole subject came or went. */
  readonly fields: readonly FieldChange[]
}

/**
 * Compares two ruleset documents of the same spelling, part by part and field
 * by field. A flag that is missing or `archived` in `after` is archived, since
 * flags are never deleted; one that was archived already has not changed.
 */
export function compareDocuments(before: JsonObject, after: JsonObject): Change[] {
  const sections = new Set([...Object.keys(after), ...Object.keys(before)])
  return [...sections].flatMap((section) => {
    const left = own(before, section)
    const right = own(after, section)
    if (!isSection(left) || !isSection(right)) return comparePart(section, left, right)
    const names = new Set([...Object.keys(right ?? {}), ...Object.keys(left ?? {})])
    return [...names].flatMap((name) => {
      const was = left && own(left, name)
      const is = right && own(right, name)
      return section === 'flags'
        ? compareFlag(name, was, is)
        : comparePart(showPath([section, name]), was, is)
    })
  })
}

function compareFlag(
  key: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Change[] {
  const wasArchived = isArchived(before)
  const isGone = after === undefined || isArchived(after)
  if (isGone && (before === undefined || wasArchived)) return []
  if (isGone) return [{ subject: key, kind: 'archived', fields: [] }]
  if (wasArchived) return [{ subject: key, kind: 'restored', fields: [] }]
  return comparePart(key, before, after)
}

function comparePart(
  subject: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Change[] {
  if (equal(before, after)) return []
  if (before === undefined) return [{ subject, kind: 'added', fields: [] }]
  if (after === undefined) return [{ subject, kind: 'removed', fields: [] }]
  return [{ subject, kind: 'changed', fields: compareValues([], before, after) }]
}

/** The fields in which two values differ; lists of plain values are one field. */
function compareValues(path: Path, before: JsonValue, after: JsonValue): FieldChange[] {
  if (equal(before, after)) return []
  // A variant is written bare or as an object with its value: one field either way.
  if (isVariant(path)) {
    const [left, right] = [longVariant(before), longVariant(after)]
    if (left !== undefined && right !== undefined && (isObject(before) || isObject(after)))
      return compareLong(path, left, right)
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) =>
      compareSides([...path, name], own(before, name), own(after, name)),
    )
  }
  if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    !isPlainList(before) &&
    !isPlainList(after)
  ) {
    const left = before as readonly JsonValue[]
    const right = after as readonly JsonValue[]
    return align(left, right).flatMap((step) => {
      if (step.kind === 'remove')
        return compareSides([...path, step.before], left[step.before], undefined)
      const was = step.kind === 'keep' ? left[step.before] : undefined
      return compareSides([...path, step.after], was, right[step.after])
    })
  }
  return [{ path: showPath(path), before, after }]
}

/** The value of a variant stands for the variant; its other fields are named. */
function compareLong(path: Path, before: JsonObject, after: JsonObject): FieldChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) =>
    compareSides(name === 'value' ? path : [...path, name], own(before, name), own(after, name)),
  )
}

function isVariant(path: Path): boolean {
  return path.length === 2 && path[0] === 'variants'
}

/** A variant as an object; `undefined` for an object that is a bare value itself. */
function longVariant(variant: JsonValue): JsonObject | undefined {
  if (!isObject(variant)) return { value: variant }
  return Object.hasOwn(variant, 'value') ? variant : undefined
}

function compareSides(
  path: Path,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): FieldChange[] {
  if (before !== undefined && after !== undefined) return compareValues(path, before, after)
  const shown = showPath(path)
  if (after !== undefined) return [{ path: shown, after }]
  return before === undefined ? [] : [{ path: shown, before }]
}

function isSection(value: JsonValue | undefined): value is JsonObject | undefined {
  return value === undefined || isObject(value)
}

function isArchived(flag: JsonValue | undefined): boolean {
  return isObject(flag) && flag['archived'] === true
}

function isPlainList(list: readonly JsonValue[]): boolean {
  return list.every((item) => typeof item !== 'object' || item === null)
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
