import type { JsonArray, JsonObject, JsonValue } from '@sluice/core'

/** One step of turning a list into another, in the order of the result. */
export type Step =
  | { readonly kind: 'keep'; readonly before: number; readonly after: number }
  | { readonly kind: 'remove'; readonly before: number }
  | { readonly kind: 'insert'; readonly after: number }

/** Above this many comparisons a changed middle counts as replaced. */
const MAX_CELLS = 4_000_000

/**
 * Pairs the items of two lists. Items with a name of their own (a rule's `id`,
 * a share's `variant`, a prerequisite's `flag`) and scalars are paired by it,
 * whatever else changed in them; other items by their position.
 */
export function align(before: JsonArray, after: JsonArray): Step[] {
  const left = before.map(identity)
  const right = after.map(identity)
  if (!left.every((name) => name !== undefined) || !right.every((name) => name !== undefined)) {
    return byPosition(before.length, after.length)
  }
  let head = 0
  while (head < left.length && head < right.length && left[head] === right[head]) head += 1
  let tail = 0
  const room = Math.min(left.length, right.length) - head
  while (tail < room && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1

  const keep = (from: number, to: number, count: number): Step[] =>
    Array.from({ length: count }, (_, i) => ({ kind: 'keep', before: from + i, after: to + i }))
  return [
    ...keep(0, 0, head),
    ...replaced(middle(left, right, head, left.length - tail, right.length - tail), before, after),
    ...keep(left.length - tail, right.length - tail, tail),
  ]
}

/** Whether a value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The name an item of a list goes by, where it has one. */
export function identity(item: JsonValue): string | undefined {
  if (!isObject(item)) return Array.isArray(item) ? undefined : JSON.stringify(item)
  for (const name of ['id', 'variant', 'flag']) {
    const value = item[name]
    if (typeof value === 'string' || typeof value === 'number') return `${name}:${value}`
  }
  return undefined
}

function byPosition(before: number, after: number): Step[] {
  return Array.from({ length: Math.max(before, after) }, (_, i): Step => {
    if (i >= after) return { kind: 'remove', before: i }
    return i >= before ? { kind: 'insert', after: i } : { kind: 'keep', before: i, after: i }
  })
}

/** Pairs a scalar that goes with one that comes in its place; a named item never becomes another. */
function replaced(steps: readonly Step[], before: JsonArray, after: JsonArray): Step[] {
  const scalar = (item: JsonValue | undefined): boolean => typeof item !== 'object' || item === null
  const result: Step[] = []
  let waiting: number[] = []
  for (const step of steps) {
    if (step.kind === 'remove' && scalar(before[step.before])) {
      waiting.push(result.length)
      result.push(step)
      continue
    }
    const gone = step.kind === 'insert' && scalar(after[step.after]) ? waiting.shift() : undefined
    const place = gone === undefined ? undefined : result[gone]
    if (gone !== undefined && step.kind === 'insert' && place?.kind === 'remove') {
      result[gone] = { kind: 'keep', before: place.before, after: step.after }
    } else result.push(step)
    if (step.kind !== 'insert') waiting = []
  }
  return result
}

/** Longest common subsequence of `left[start, leftEnd)` and `right[start, rightEnd)`. */
function middle(
  left: readonly (string | undefined)[],
  right: readonly (string | undefined)[],
  start: number,
  leftEnd: number,
  rightEnd: number,
): Step[] {
  const rows = leftEnd - start
  const columns = rightEnd - start
  const same = (row: number, column: number): boolean =>
    rows * columns <= MAX_CELLS && left[start + row] === right[start + column]
  const longest = commonLengths(rows, columns, same)
  const steps: Step[] = []
  let row = 0
  let column = 0
  while (row < rows || column < columns) {
    if (row < rows && column < columns && same(row, column)) {
      steps.push({ kind: 'keep', before: start + row++, after: start + column++ })
    } else if (
      row < rows &&
      (column === columns || longest(row + 1, column) >= longest(row, column + 1))
    ) {
      steps.push({ kind: 'remove', before: start + row++ })
    } else steps.push({ kind: 'insert', after: start + column++ })
  }
  return steps
}

/** How many items the two lists have in common from a row and a column on. */
function commonLengths(
  rows: number,
  columns: number,
  same: (row: number, column: number) => boolean,
): (row: number, column: number) => number {
  if (rows * columns > MAX_CELLS) return () => 0
  const width = columns + 1
  const longest = new Uint32Array((rows + 1) * width)
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      longest[row * width + column] = same(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  return at
}
