import type { JsonValue } from '@sluice/core'
import type { Scalar } from 'yaml'
import { emitInline, emitText, quote } from './emit.ts'

/** Keeps a scalar's way of writing (its quotes) for its new value. */
export function respell(scalar: Scalar, value: JsonValue, margin: number | undefined): string {
  if (typeof value !== 'string') return emitInline(value)
  const quoted = quote(value)
  if (scalar.type === 'QUOTE_DOUBLE') return quoted
  // Single quotes have no escapes.
  const escapes = quoted.replaceAll('\\"', '').includes('\\')
  if (scalar.type === 'QUOTE_SINGLE' && !escapes) return `'${value.replaceAll("'", "''")}'`
  // A margin says that the scalar stands in a block, where longer texts may too.
  return margin === undefined ? emitInline(value) : emitText(value, margin)
}
