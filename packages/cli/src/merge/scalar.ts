import type { JsonValue } from '@sluice/core'
import type { Scalar } from 'yaml'
import { emitInline, emitText, quote } from './emit.ts'

/** Keeps a scalar's way of writing (quotes, block, date as text) for its new value. */
export function respell(
  scalar: Scalar,
  before: JsonValue | undefined,
  after: JsonValue,
  margin: number | undefined,
): string {
  const asDate = dateLike(scalar.value, before, after)
  const value = asDate ?? after
  if (typeof value !== 'string') return emitInline(value)
  const quoted = quote(value)
  if (scalar.type === 'QUOTE_DOUBLE') return quoted
  // Single quotes have no escapes.
  const escapes = quoted.replaceAll('\\"', '').includes('\\')
  if (scalar.type === 'QUOTE_SINGLE' && !escapes) return `'${value.replaceAll("'", "''")}'`
  // A margin says that the scalar stands in a block, where longer texts may too.
  return margin === undefined ? emitInline(value) : emitText(value, margin)
}

/** A time that the file writes as ISO 8601 and the document as epoch milliseconds. */
function dateLike(
  written: unknown,
  before: JsonValue | undefined,
  after: JsonValue,
): string | undefined {
  if (typeof written !== 'string' || typeof before !== 'number' || typeof after !== 'number')
    return undefined
  if (Date.parse(written) !== before) return undefined
  const date = new Date(after)
  if (Number.isNaN(date.getTime())) return undefined
  return date.toISOString().replace('.000Z', 'Z')
}
