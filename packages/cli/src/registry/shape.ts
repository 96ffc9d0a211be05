import type { JsonValue } from '@sluice/core'
import { isObject } from '../difference/align.ts'
import { literal } from './literal.ts'

/** Deeper levels are typed as any JSON. */
const MAX_DEPTH = 12
const ANY_JSON = 'unknown'
/** A type is broken over lines when it is longer than this. */
const MAX_BESIDE = 80

/**
 * Writes the TypeScript type that all of the values have: objects are merged,
 * a property that some of them lack is optional, what differs is a union.
 * The same values in any order give the same text.
 */
export function shapeOf(values: readonly JsonValue[], margin: string, depth: number = 0): string {
  if (depth > MAX_DEPTH) return ANY_JSON
  const objects = values.filter(isObject)
  const lists = values.filter((value) =>
    Array.isArray(value),
  ) as unknown as (readonly JsonValue[])[]
  const parts = new Set<string>()
  for (const value of values) {
    if (value === null) parts.add('null')
    else if (typeof value !== 'object') parts.add(typeof value)
  }
  const union = [...parts].toSorted()
  if (lists.length > 0) union.push(listShape(lists, margin, depth))
  if (objects.length > 0) union.push(objectShape(objects, margin, depth))
  return union.length === 0 ? 'never' : union.join(' | ')
}

function listShape(
  lists: readonly (readonly JsonValue[])[],
  margin: string,
  depth: number,
): string {
  const item = shapeOf(lists.flat(), margin, depth + 1)
  return item.includes(' | ') ? `readonly (${item})[]` : `readonly ${item}[]`
}

function objectShape(
  objects: readonly { readonly [name: string]: JsonValue }[],
  margin: string,
  depth: number,
): string {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))].toSorted()
  if (names.length === 0) return 'Readonly<Record<string, never>>'
  const inner = `${margin}  `
  const properties = names.map((name) => {
    const holders = objects.filter((object) => Object.hasOwn(object, name))
    const optional = holders.length < objects.length ? '?' : ''
    const shape = shapeOf(
      holders.map((object) => object[name] ?? null),
      inner,
      depth + 1,
    )
    return `readonly ${literal(name)}${optional}: ${shape}`
  })
  const beside = `{ ${properties.join('; ')} }`
  if (beside.length <= MAX_BESIDE && !beside.includes('\n')) return beside
  return `{\n${properties.map((property) => `${inner}${property}\n`).join('')}${margin}}`
}
