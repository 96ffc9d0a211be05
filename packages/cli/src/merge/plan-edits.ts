import type { JsonObject, JsonValue } from '@sluice/core'
import { isMap, isNode, isPair, isScalar, isSeq, visit } from 'yaml'
import { isObject } from '../difference/align.ts'
import { equal } from '../difference/equal.ts'
import type { SourceFile } from '../yaml/read-yaml.ts'
import type { Edit } from './edits.ts'
import type { Indentation } from './emit.ts'
import { DEFAULT_INDENTATION, emitBlock } from './emit.ts'
import { columnOf, endOf, lineStart, startOf } from './layout.ts'
import { planList } from './plan-list.ts'
import { planMapping } from './plan-mapping.ts'
import { respell } from './scalar.ts'
import type { Planning, Slot } from './slot.ts'

/**
 * Plans the smallest edits that turn what a file means into something else.
 *
 * `before` and `after` are documents in the same, smallest spelling. The file
 * may spell more (defaults, longer forms); what it spells stays as it is unless
 * its meaning changed.
 *
 * @param filled - `after` with every default filled in
 */
export function planEdits(
  source: SourceFile,
  before: JsonObject,
  after: JsonObject,
  filled: JsonValue,
): Edit[] {
  const { text, document } = source
  const edits: Edit[] = []
  const planning: Planning = { text, style: indentationOf(source), filled, edits, visit: plan }
  const root = document?.contents ?? undefined
  const put = (value: JsonValue): void => {
    const written = emitBlock(value, planning.style, 0)
    if (root !== undefined && endOf(text, root) > startOf(root)) {
      edits.push({ start: startOf(root), end: endOf(text, root), text: written })
    } else {
      // A file that is empty but for comments keeps them on top.
      const head = text.trimEnd()
      edits.push({ start: 0, end: text.length, text: `${head}${head && '\n'}${written}\n` })
    }
  }
  plan({ path: [], node: root, margin: 0, put }, before, after)
  return edits

  function plan(slot: Slot, from: JsonValue | undefined, to: JsonValue): void {
    if (equal(from, to)) return
    const { node } = slot
    if (isVariant(slot)) planVariant(slot, from, to)
    else if (isMap(node) && isObject(from) && isObject(to))
      planMapping(planning, slot, node, from, to)
    else if (
      isSeq(node) &&
      Array.isArray(from) &&
      Array.isArray(to) &&
      node.items.length === from.length
    ) {
      planList(planning, slot, node, from as JsonValue[], to as JsonValue[])
    } else if (isScalar(node) && typeof to !== 'object' && endOf(text, node) > startOf(node)) {
      const written = respell(node, to, slot.margin)
      edits.push({ start: startOf(node), end: endOf(text, node), text: written })
    } else slot.put(to)
  }

  /** A variant is written as its bare value or as a mapping with the value in it. */
  function planVariant(slot: Slot, from: JsonValue | undefined, to: JsonValue): void {
    const { node } = slot
    const longFrom = longVariant(from)
    const longTo = longVariant(to)
    if (isMap(node) && isLongVariant(node.toJSON() as JsonValue)) {
      planMapping(planning, slot, node, longFrom, longTo)
    } else if (Object.keys(longTo).length === 1) {
      plan({ ...slot, path: [...slot.path, 'value'] }, longFrom['value'], longTo['value'] ?? null)
    } else slot.put(to)
  }
}

function isVariant({ path }: Slot): boolean {
  return path.length === 4 && path[0] === 'flags' && path[2] === 'variants'
}

function isLongVariant(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && Object.hasOwn(value, 'value')
}

function longVariant(value: JsonValue | undefined): JsonObject {
  return isLongVariant(value) ? value : { value: value ?? null }
}

/** Reads off a file how deep its mappings and lists stand below their keys. */
function indentationOf({ text, document }: SourceFile): Indentation {
  let step: number | undefined
  let indentLists: boolean | undefined
  visit(document ?? null, {
    Pair(_, pair) {
      if (!isPair(pair) || !isNode(pair.key) || !isNode(pair.value)) return
      const margin = columnOf(text, startOf(pair.key))
      const { value } = pair
      if (isMap(value) && value.flow !== true) step ??= columnOf(text, startOf(value)) - margin
      const first = isSeq(value) && value.flow !== true ? value.items[0] : undefined
      if (isNode(first)) {
        const line = text.slice(lineStart(text, startOf(first)), startOf(first))
        if (line.includes('-')) indentLists ??= line.indexOf('-') > margin
      }
    },
  })
  return {
    step: step !== undefined && step > 0 ? step : DEFAULT_INDENTATION.step,
    indentLists: indentLists ?? DEFAULT_INDENTATION.indentLists,
  }
}
