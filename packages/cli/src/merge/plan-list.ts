import type { JsonArray, JsonValue } from '@sluice/core'
import type { Node, YAMLSeq } from 'yaml'
import { align } from '../difference/align.ts'
import { emitInline, emitItem } from './emit.ts'
import {
  columnOf,
  endOf,
  endWithComments,
  lineEnd,
  lineStart,
  startOf,
  startWithComments,
} from './layout.ts'
import { wholeLines } from './plan-mapping.ts'
import type { Planning, Slot } from './slot.ts'

/** Plans the edits inside a list of the same length as `before`; items keep their comments. */
export function planList(
  planning: Planning,
  slot: Slot,
  list: YAMLSeq,
  before: JsonArray,
  after: JsonArray,
): void {
  const items = list.items as readonly Node[]
  const steps = align(before, after)
  const moves = steps.some(({ kind }) => kind !== 'keep')
  const kept = steps.filter(({ kind }) => kind === 'keep').length
  const dash = list.flow === true ? undefined : dashColumn(planning.text, items)
  if (moves && (kept === 0 || (list.flow !== true && dash === undefined))) {
    slot.put(after)
    return
  }
  let last: Node | undefined
  for (const step of steps) {
    const item = step.kind === 'insert' ? undefined : items[step.before]
    if (step.kind === 'insert') {
      add(planning, dash, items, last, after[step.after] ?? null)
    } else if (item !== undefined && step.kind === 'remove') {
      remove(planning, dash, items, step.before)
    } else if (item !== undefined && step.kind === 'keep') {
      planning.visit(
        itemSlot(planning, slot, list, item, step.after),
        before[step.before],
        after[step.after] ?? null,
      )
      last = item
    }
  }
}

/** The column of the dashes, when each item stands on the line of its own dash. */
function dashColumn(text: string, items: readonly Node[]): number | undefined {
  const columns = items.map((item) => {
    const prefix = text.slice(lineStart(text, startOf(item)), startOf(item))
    return /^ *- +$/.test(prefix) ? prefix.indexOf('-') : undefined
  })
  return columns.every((column) => column === columns[0]) ? columns[0] : undefined
}

function itemSlot(
  { text, style, edits }: Planning,
  slot: Slot,
  list: YAMLSeq,
  item: Node,
  index: number,
): Slot {
  const start = startOf(item)
  const margin = list.flow === true ? undefined : Math.max(columnOf(text, start) - 2, 0)
  return {
    path: [...slot.path, index],
    node: item,
    margin,
    put: (value) => {
      const written = margin === undefined ? emitInline(value) : emitItem(value, style, margin)
      edits.push({ start, end: endOf(text, item), text: written })
    },
  }
}

function remove(
  { text, edits }: Planning,
  dash: number | undefined,
  items: readonly Node[],
  index: number,
): void {
  const item = items[index]
  const next = items[index + 1]
  const previous = items[index - 1]
  if (item === undefined) return
  if (dash !== undefined) {
    const line = lineStart(text, startOf(item)) + dash
    const from = index === 0 ? lineStart(text, line) : startWithComments(text, line)
    edits.push(wholeLines(text, from, lineEnd(text, endOf(text, item))))
  } else if (next !== undefined) edits.push({ start: startOf(item), end: startOf(next), text: '' })
  else if (previous !== undefined)
    edits.push({ start: endOf(text, previous), end: endOf(text, item), text: '' })
}

function add(
  { text, style, edits }: Planning,
  dash: number | undefined,
  items: readonly Node[],
  last: Node | undefined,
  value: JsonValue,
): void {
  const first = items[0]
  if (first === undefined) return
  if (dash === undefined) {
    const start = last === undefined ? startOf(first) : endOf(text, last)
    edits.push({
      start,
      end: start,
      text: last === undefined ? `${emitInline(value)}, ` : `, ${emitInline(value)}`,
    })
    return
  }
  const entry = `${' '.repeat(dash)}- ${emitItem(value, style, dash)}`
  if (last === undefined) {
    const start = startWithComments(text, lineStart(text, startOf(first)) + dash)
    edits.push({ start, end: start, text: `${entry}\n` })
  } else {
    const start = endWithComments(text, endOf(text, last), dash)
    edits.push({ start, end: start, text: `\n${entry}` })
  }
}
