import type { Node, Pair } from 'yaml'
import { isMap, isNode, isSeq } from 'yaml'

/** Start of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** End of the line that holds an offset, without its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset)
  return end === -1 ? text.length : end
}

/** Where a node's own characters start; an anchor or a tag before it is not counted. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0
}

/** Where the last character of a node's value ends: before comments, line breaks and empty lines. */
export function endOf(text: string, node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1)
    if (last !== undefined) return endOfPair(text, last)
  }
  if (isSeq(node) && node.flow !== true) {
    const last = node.items.at(-1)
    if (isNode(last)) return endOf(text, last)
  }
  let end = node.range?.[1] ?? 0
  while (end > 0 && text[end - 1] === '\n') end -= 1
  return end
}

/** Where an entry of a mapping ends: its value, or its colon when it has none. */
export function endOfPair(text: string, pair: Pair): number {
  const { key, value } = pair
  if (isNode(value) && (value.range?.[1] ?? 0) > (value.range?.[0] ?? 0)) return endOf(text, value)
  const keyEnd = isNode(key) ? endOf(text, key) : 0
  const colon = text.slice(keyEnd, lineEnd(text, keyEnd)).indexOf(':')
  return colon === -1 ? keyEnd : keyEnd + colon + 1
}

/** Start of the comment lines right above a line that stand at the same column; else the line's start. */
export function startWithComments(text: string, offset: number): number {
  let start = lineStart(text, offset)
  const margin = offset - start
  while (start > 0) {
    const previous = lineStart(text, start - 1)
    const line = text.slice(previous, start)
    if (line.search(/\S/) !== margin || line[margin] !== '#') break
    start = previous
  }
  return start
}

/** End of the line at `offset` or of the comment lines right below it that stand deeper than `margin`. */
export function endWithComments(text: string, offset: number, margin: number): number {
  let end = lineEnd(text, offset)
  while (end < text.length) {
    const next = lineEnd(text, end + 1)
    const line = text.slice(end + 1, next)
    const column = line.search(/\S/)
    if (column <= margin || line[column] !== '#') break
    end = next
  }
  return end
}

/** How many characters stand before an offset in its line. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset)
}
