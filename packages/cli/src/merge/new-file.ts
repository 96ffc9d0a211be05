import type { JsonObject, JsonValue } from '@sluice/core'
import { isObject } from '../difference/align.ts'
import { DEFAULT_INDENTATION, emitEntry, emitName } from './emit.ts'

/** Writes a document as a new file: an empty line between its parts and between its flags. */
export function newFile(document: JsonObject): string {
  const parts = Object.entries(document).map(([name, value]) =>
    name === 'flags' && isObject(value) && Object.keys(value).length > 0
      ? `flags:\n${entries(value, 2).join('\n\n')}`
      : entries({ [name]: value }, 0).join('\n'),
  )
  return `${parts.join('\n\n')}\n`
}

function entries(object: JsonObject, margin: number): string[] {
  const indent = ' '.repeat(margin)
  return Object.entries(object).map(
    ([name, value]: [string, JsonValue]) =>
      indent + emitEntry(emitName(name), value, DEFAULT_INDENTATION, margin),
  )
}
