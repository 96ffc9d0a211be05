import type { LineCounter } from 'yaml'

/** A stretch of one line of a text. */
export interface Place {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** At least 1; never past the end of the line. */
  readonly length: number
}

/** Turns offsets into a place; what goes on over several lines is cut at the first line's end. */
export function placeAt(lines: LineCounter, text: string, start: number, end: number): Place {
  const { line, col } = lines.linePos(start)
  const lineEnd = text.indexOf('\n', start)
  const last = Math.min(end, lineEnd === -1 ? text.length : lineEnd)
  return { line: Math.max(line, 1), column: Math.max(col, 1), length: Math.max(last - start, 1) }
}
