import type { JsonObject, JsonValue } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { parse } from 'yaml'
import type { Path } from './yaml/path.ts'
import { showPath } from './yaml/path.ts'

/** A field and its new value, as `rules.0.serve.coverageBps=5000` says it. */
export interface Assignment {
  readonly path: Path
  /** `undefined` takes the field away. */
  readonly value: JsonValue | undefined
}

/**
 * Reads `path=value`. Steps of the path stand between dots or in brackets, a
 * name with a dot in it as `["a.b"]`. The value is YAML on one line: `5000`,
 * `true`, `urgent`, `[a, b]`, `{ a: 1 }`; quotes make it a text, and `null` or
 * nothing takes the field away.
 *
 * @throws SluiceError `USAGE`
 */
export function parseAssignment(text: string): Assignment {
  const split = /^((?:[^="[\]]|\[[^\]]*\])+)=(.*)$/s.exec(text)
  const path = split?.[1] === undefined ? undefined : parsePath(split[1])
  if (split === null || path === undefined) {
    throw new SluiceError(
      'USAGE',
      `"${text}" is no assignment. Write field=value, such as enabled=false or rules.0.serve.coverageBps=5000.`,
    )
  }
  return { path, value: parseValue(split[2] ?? '', text) }
}

/**
 * Reads a value as YAML on one line.
 *
 * @throws SluiceError `USAGE`
 */
export function parseValue(text: string, shown: string = text): JsonValue | undefined {
  try {
    const value = parse(text, { maxAliasCount: 0, logLevel: 'error' }) as JsonValue
    return value ?? undefined
  } catch (error) {
    throw new SluiceError(
      'USAGE',
      `The value in "${shown}" cannot be read. Put texts with special characters in quotes.`,
      { cause: error },
    )
  }
}

/**
 * Makes the smallest JSON merge patch that does the assignments: only the
 * top-level fields that they touch, lists in full, since a merge patch replaces
 * lists as a whole.
 *
 * @param document - what the patch will be merged into
 * @param spelled - the same, spelled out where the assignments need it
 * @throws SluiceError `USAGE` when a path leads through what is no list or object
 */
export function mergePatch(
  document: JsonObject,
  assignments: readonly Assignment[],
  spelled: JsonObject = document,
): JsonObject {
  let changed: JsonValue = spelled
  for (const { path, value } of assignments) changed = assign(changed, path, value, path)
  return patchBetween(document, changed as JsonObject)
}

function parsePath(text: string): Path | undefined {
  if (text.startsWith('.')) return undefined
  const path: (string | number)[] = []
  const step = /(?:^|\.)([^.[\]"]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy
  while (step.lastIndex < text.length) {
    const found = step.exec(text)
    if (found === null) return undefined
    const [, name, index, quoted] = found
    if (quoted !== undefined) path.push(JSON.parse(quoted) as string)
    else path.push(index === undefined ? numberOr(name ?? '') : Number(index))
  }
  return path.length === 0 ? undefined : path
}

function numberOr(name: string): string | number {
  return /^\d{1,9}$/.test(name) ? Number(name) : name
}

function assign(
  held: JsonValue | undefined,
  path: Path,
  value: JsonValue | undefined,
  whole: Path,
): JsonValue {
  const [step, ...rest] = path
  if (step === undefined) return value ?? null
  if (Array.isArray(held)) {
    const items = held as readonly JsonValue[]
    // The item after the last one is a new one.
    if (typeof step !== 'number' || step > items.length) throw noSuchItem(whole, items.length)
    if (rest.length === 0 && value === undefined) return items.toSpliced(step, 1)
    return items.toSpliced(step, 1, assign(items[step], rest, value, whole))
  }
  if (held !== undefined && held !== null && typeof held !== 'object') {
    throw new SluiceError(
      'USAGE',
      `${showPath(whole)} leads through ${JSON.stringify(held)}, which has no fields.`,
    )
  }
  const object = (held ?? {}) as JsonObject
  const name = String(step)
  const { [name]: before, ...others } = object
  if (rest.length === 0 && value === undefined) return others
  const after = assign(Object.hasOwn(object, name) ? before : undefined, rest, value, whole)
  return Object.hasOwn(object, name) ? { ...object, [name]: after } : { ...others, [name]: after }
}

/** The merge patch (RFC 7396) from one object to another. */
function patchBetween(before: JsonObject, after: JsonObject): JsonObject {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  const changed = Object.entries(after).flatMap(([name, value]: [string, JsonValue]) => {
    const was = Object.hasOwn(before, name) ? before[name] : undefined
    if (JSON.stringify(was) === JSON.stringify(value)) return []
    return [[name, isPlain(was) && isPlain(value) ? patchBetween(was, value) : value] as const]
  })
  return Object.fromEntries([...gone.map((name) => [name, null] as const), ...changed])
}

function isPlain(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function noSuchItem(path: Path, length: number): SluiceError {
  return new SluiceError(
    'USAGE',
    `${showPath(path)} does not exist: the list has ${length} items, counted from 0.`,
  )
}
