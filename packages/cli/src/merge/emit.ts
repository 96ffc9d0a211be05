import type { JsonValue } from '@sluice/core'
import { stringify } from 'yaml'
import { isObject } from '../difference/align.ts'

/** How a file indents. */
export interface Indentation {
  /** Spaces a level, at least 1. */
  readonly step: number
  /** Whether the items of a list stand deeper than its key. */
  readonly indentLists: boolean
}

/** The indentation of a file that has none of its own yet. */
export const DEFAULT_INDENTATION: Indentation = { step: 2, indentLists: true }

/** A collection of scalars that is no longer than this stays on one line. */
const MAX_INLINE = 72

/** Control characters but line ends, spaces that look like others, marks of direction, lone surrogates. */
const UNSEEN =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * Writes a value as YAML whose first line carries no indentation: short
 * collections on one line, longer ones in blocks, strings as plain as they can be.
 *
 * @param margin - spaces before every line but the first
 */
export function emitBlock(value: JsonValue, style: Indentation, margin: number): string {
  const items = Array.isArray(value) ? (value as JsonValue[]) : undefined
  if (items !== undefined && items.length > 0) {
    return items.map((item) => `- ${emitItem(item, style, margin)}`).join(lineBreak(margin))
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([name, held]) => emitEntry(emitName(name), held, style, margin))
      .join(lineBreak(margin))
  }
  return emitBeside(value, margin)
}

/**
 * Writes `name: value` for a block mapping.
 *
 * @param name - as YAML
 * @param inBlock - whether the value stands below its name; as its length suggests unless given
 */
export function emitEntry(
  name: string,
  value: JsonValue,
  style: Indentation,
  margin: number,
  inBlock: boolean = goesInBlock(value),
): string {
  if (!inBlock) return `${name}: ${emitBeside(value, margin)}`
  const flush = Array.isArray(value) && !style.indentLists
  const inner = flush ? margin : margin + style.step
  return `${name}:${lineBreak(inner)}${emitBlock(value, style, inner)}`
}

/** Writes an item of a list whose dash stands at the margin, without the dash. */
export function emitItem(item: JsonValue, style: Indentation, margin: number): string {
  return goesInBlock(item) ? emitBlock(item, style, margin + 2) : emitBeside(item, margin)
}

/** Writes a value on one line, as it may stand inside `[ ]` and `{ }`. */
export function emitInline(value: JsonValue): string {
  if (Array.isArray(value)) return `[${(value as JsonValue[]).map(emitInline).join(', ')}]`
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([name, held]) => `${emitName(name)}: ${emitInline(held)}`,
    )
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  if (typeof value === 'string' && (value.includes('\n') || isExotic(value))) return quote(value)
  // Inside brackets more characters need quotes, so the scalar is written there.
  const wrapped = stringify([value], { collectionStyle: 'flow', lineWidth: 0, singleQuote: true })
  return wrapped.trim().slice(1, -1).trim()
}

/** Writes a name as a key of a mapping. */
export function emitName(name: string): string {
  const entry = stringify(new Map([[name, 0]]), { lineWidth: 0, singleQuote: true })
  return entry.slice(0, entry.lastIndexOf(':'))
}

/** Writes a text between double quotes, with escapes for what an editor does not show. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(UNSEEN, (character) => {
    return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
  })
}

/** Writes a text as the value of a block mapping: plain, quoted or, for several lines, as a block. */
export function emitText(text: string, margin: number): string {
  if (isExotic(text)) return quote(text)
  const entry = stringify({ k: text }, { lineWidth: 0, singleQuote: true }).replace(/\n$/, '')
  const written = entry.slice('k:'.length).trimStart()
  return written.replace(/\n(?=[^\n])/g, lineBreak(margin))
}

/** Whether a value has anything in it that could be written below its key. */
export function isFilled(value: JsonValue): boolean {
  return isCollection(value) && Object.keys(value).length > 0
}

/** Whether a value is written below its key rather than beside it. */
export function goesInBlock(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return false
  const items: JsonValue[] = Object.values(value)
  if (items.length === 0) return false
  // Rules, variants and conditions read better one below the other.
  const flat = items.every((item) => !goesDeeper(item, Array.isArray(value)))
  return !flat || emitInline(value).length > MAX_INLINE
}

/** What stands beside a key or a dash in a line that begins at the margin. */
function emitBeside(value: JsonValue, margin: number): string {
  return typeof value === 'string' ? emitText(value, margin) : emitInline(value)
}

function isExotic(text: string): boolean {
  return text.search(UNSEEN) !== -1
}

function goesDeeper(item: JsonValue, inList: boolean): boolean {
  if (!isCollection(item)) return false
  if (inList || !Array.isArray(item)) return true
  return (item as JsonValue[]).some(isCollection)
}

function isCollection(value: JsonValue): value is Extract<JsonValue, object> {
  return typeof value === 'object' && value !== null
}

function lineBreak(margin: number): string {
  return `\n${' '.repeat(margin)}`
}
