import type { Fault } from '../errors.ts'
import { SluiceError } from '../errors.ts'
import { faultAt } from '../fault-path.ts'
import type { JsonValue } from '../json.ts'
import { emptyRecord } from '../records.ts'
import { describe } from './describe.ts'

/** A document is at most this long, as compact JSON in UTF-8. */
export const MAX_BYTES: number = 4 * 1024 * 1024

/** Lists and objects are at most so deep in each other; what follows may then recurse. */
export const MAX_DEPTH = 64

/** One value to copy: where it comes from, and where its copy goes. */
interface Step {
  readonly value: unknown
  readonly parent: Step | undefined
  readonly depth: number
  readonly into: Record<string | number, unknown>
  readonly as: string | number
}

/**
 * Copies a document into plain JSON, so that nothing else has to be expected of it.
 *
 * Goes over it with a list of what is left to do, not by recursion, because it
 * may be nested deeper than the engine's stack is. What is no JSON, deeper than
 * `MAX_DEPTH` or named `__proto__` is left out of the copy and reported.
 *
 * @throws SluiceError `RULESET_TOO_LARGE` above `MAX_BYTES`
 */
export function readJson(input: unknown): { readonly value: JsonValue; readonly faults: Fault[] } {
  const faults: Fault[] = []
  const root = emptyRecord<unknown>()
  const open: Step[] = [{ value: input, parent: undefined, depth: 0, into: root, as: 'root' }]
  let bytes = 0
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    bytes += sizeOf(step)
    if (bytes > MAX_BYTES) throw tooLarge()
    const problem = problemWith(step)
    if (problem === undefined) step.into[step.as] = copyOf(step, open)
    else {
      faults.push(faultAt(placeOf(step), problem))
      if (!Array.isArray(step.into) && step.as !== '__proto__') delete step.into[step.as]
    }
  }
  // Taken from the end of the list, so the last came first.
  return { value: root['root'] as JsonValue, faults: faults.toReversed() }
}

function problemWith({ value, depth, as }: Step): string | undefined {
  if (as === '__proto__') return '"__proto__" is not allowed as a name; choose another one.'
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return `${value} is not a number that JSON knows; write a finite one.`
  }
  if (typeof value === 'object' && value !== null) {
    if (depth >= MAX_DEPTH) {
      return `This is nested deeper than ${MAX_DEPTH} levels; flatten it, for instance with a segment.`
    }
    if (Array.isArray(value) || isPlain(value)) return undefined
    return 'An instance of a class is not a JSON value; write text, numbers, lists or plain objects.'
  }
  if (['string', 'number', 'boolean'].includes(typeof value) || value === null) return undefined
  return `Expected a JSON value, received ${describe(value)}.`
}

/** Makes the copy of a value, and puts what is in it on the list. */
function copyOf(step: Step, open: Step[]): unknown {
  const { value } = step
  const depth = step.depth + 1
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    const copy: unknown[] = Array.from({ length: items.length }, () => null)
    const into = copy as unknown as Step['into']
    items.forEach((item, as) => open.push({ value: item, parent: step, depth, into, as }))
    return copy
  }
  if (typeof value !== 'object' || value === null) return value
  const into: Record<string, unknown> = {}
  for (const [as, member] of Object.entries<unknown>(value as Record<string, unknown>)) {
    if (member === undefined) continue
    // Holds the place, so that the copy keeps the order of the document.
    if (as !== '__proto__') into[as] = null
    open.push({ value: member, parent: step, depth, into, as })
  }
  return into
}

function placeOf(step: Step): (string | number)[] {
  const at: (string | number)[] = []
  for (let here = step; here.parent !== undefined; here = here.parent) at.unshift(here.as)
  return at
}

function sizeOf({ value, as }: Step): number {
  const name = typeof as === 'string' ? utf8Length(as) + 4 : 1
  if (typeof value === 'string') return name + utf8Length(value) + 2
  // A list counts its length at once: a sparse one is longer than it is big.
  if (Array.isArray(value)) return name + value.length
  return name + (typeof value === 'object' && value !== null ? 2 : describe(value).length)
}

function utf8Length(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) length += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return length
}

// By the chain and not by the constructor: the object may be from another realm.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function tooLarge(): SluiceError {
  const mebibytes = MAX_BYTES / 1024 / 1024
  return new SluiceError(
    'RULESET_TOO_LARGE',
    `A ruleset document has at most ${mebibytes} MiB, this one has more. Remove flags, or move long lists of units into an attribute.`,
    { status: 413 },
  )
}
