import type { JsonObject, JsonValue } from '@sluice/core'
import type { Node, Pair, YAMLMap } from 'yaml'
import { isNode } from 'yaml'
import { nameOf } from '../yaml/locate.ts'
import { emitEntry, emitInline, emitName, goesInBlock, isFilled } from './emit.ts'
import {
  columnOf,
  endOf,
  endOfPair,
  endWithComments,
  lineEnd,
  lineStart,
  startOf,
  startWithComments,
} from './layout.ts'
import type { Planning, Slot } from './slot.ts'
import { valueAt } from './slot.ts'

/** Plans the edits inside a mapping: changed entries, then gone ones, then new ones. */
export function planMapping(
  planning: Planning,
  slot: Slot,
  map: YAMLMap,
  before: JsonObject,
  after: JsonObject,
): void {
  const pairs = map.items as readonly Pair<Node, Node | null>[]
  const gone = new Set<Pair>()
  const written = new Map<string, Pair<Node, Node | null>>()
  for (const pair of pairs) {
    const name = nameOf(pair) ?? ''
    written.set(name, pair)
    const held = entrySlot(planning, slot, map, pair, name)
    const next = valueAt(after, [name])
    const spelled = next ?? valueAt(planning.filled, held.path)
    if (next !== undefined) planning.visit(held, valueAt(before, [name]), next)
    else if (valueAt(before, [name]) === undefined) continue
    else if (typeof spelled !== 'object' && spelled !== undefined) held.put(spelled)
    else gone.add(pair)
  }

  const news = Object.keys(after).filter((name) => !written.has(name))
  if (gone.size === pairs.length) {
    slot.put(after)
    return
  }
  for (const pair of gone) removeEntry(planning, map, pair, gone)
  for (const name of news) {
    const order = Object.keys(after)
    const earlier = order.slice(0, order.indexOf(name)).findLast((other) => {
      const pair = written.get(other)
      return pair !== undefined && !gone.has(pair)
    })
    addEntry(planning, slot, map, written.get(earlier ?? ''), name, valueAt(after, [name]) ?? null)
  }
}

function entrySlot(
  { text, style, edits }: Planning,
  slot: Slot,
  map: YAMLMap,
  pair: Pair<Node, Node | null>,
  name: string,
): Slot {
  const start = startOf(pair.key)
  const margin = map.flow === true ? undefined : columnOf(text, start)
  return {
    path: [...slot.path, name],
    node: pair.value ?? undefined,
    margin,
    put: (value) => {
      const key = text.slice(start, endOf(text, pair.key))
      const entry =
        margin === undefined ? `${key}: ${emitInline(value)}` : emitEntry(key, value, style, margin)
      edits.push({ start, end: endOfPair(text, pair), text: entry })
    },
  }
}

function removeEntry(
  { text, edits }: Planning,
  map: YAMLMap,
  pair: Pair,
  gone: ReadonlySet<Pair>,
): void {
  const start = startOf(pair.key as Node)
  const index = map.items.indexOf(pair)
  const next = map.items[index + 1]
  const previous = map.items.slice(0, index).findLast((other) => !gone.has(other))
  if (map.flow !== true && text.slice(lineStart(text, start), start).trim() === '') {
    // Comments above the first entry may speak of the whole mapping.
    const from = index === 0 ? lineStart(text, start) : startWithComments(text, start)
    edits.push(wholeLines(text, from, lineEnd(text, endOfPair(text, pair))))
  } else if (next !== undefined) {
    edits.push({ start, end: startOf(next.key as Node), text: '' })
  } else if (previous !== undefined) {
    edits.push({ start: endOfPair(text, previous), end: endOfPair(text, pair), text: '' })
  }
}

/** Removes lines with one of the empty lines around them, so that none pile up. */
export function wholeLines(
  text: string,
  start: number,
  end: number,
): { start: number; end: number; text: string } {
  const blankAbove = start > 0 && lineStart(text, start - 1) === start - 1
  const blankBelow = end + 1 >= text.length || text[end + 1] === '\n'
  const first = blankAbove && blankBelow ? start - 1 : start
  // The last line of a file may have no line break of its own; then the one before goes.
  return end < text.length
    ? { start: first, end: end + 1, text: '' }
    : { start: Math.max(first - 1, 0), end, text: '' }
}

function addEntry(
  { text, style, edits }: Planning,
  slot: Slot,
  map: YAMLMap,
  after: Pair | undefined,
  name: string,
  value: JsonValue,
): void {
  const key = emitName(name)
  const first = map.items[0]
  if (first === undefined || !isNode(first.key)) return
  const margin = columnOf(text, startOf(first.key))
  if (map.flow === true) {
    const entry = `${key}: ${emitInline(value)}`
    const start = after === undefined ? startOf(first.key) : endOfPair(text, after)
    edits.push({ start, end: start, text: after === undefined ? `${entry}, ` : `, ${entry}` })
    return
  }
  const isFlag = slot.path.length === 1 && slot.path[0] === 'flags'
  const entry = emitEntry(key, value, style, margin, isFlag ? isFilled(value) : goesInBlock(value))
  const lineBreak = `\n${' '.repeat(margin)}`
  if (after === undefined) {
    const start = startOf(first.key)
    edits.push({ start, end: start, text: entry + lineBreak })
    return
  }
  const start = endWithComments(text, endOfPair(text, after), margin)
  edits.push({ start, end: start, text: (spaced(text, map) ? '\n' : '') + lineBreak + entry })
}

/** Whether empty lines stand between most entries of a mapping. */
function spaced(text: string, map: YAMLMap): boolean {
  const followers = map.items.slice(1)
  const apart = followers.filter((pair) => {
    const start = startWithComments(text, startOf(pair.key as Node))
    return start > 1 && text[start - 1] === '\n' && text[start - 2] === '\n'
  })
  return apart.length * 2 > followers.length
}
