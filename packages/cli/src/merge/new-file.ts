import type { JsonObject, JsonValue } from '@sluice/core'
import { isObject } from '../difference/align.ts'
import { DEFAULT_INDENTATION, emitEntry, emitName, isFilled } from './emit.ts'

/** Writes a document as a new file: an empty line between its parts and between its flags. */
export function newFile(document: JsonObject): string {
  const style = DEFAULT_INDENTATION
  const parts = Object.entries(document).map(([name, value]: [string, JsonValue]) => {
    if (name !== 'flags' || !isObject(value) || !isFilled(value)) {
      return emitEntry(emitName(name), value, style, 0, name !== 'flags' && isFilled(value))
    }
    const flags = Object.entries(value).map(
      ([key, flag]: [string, JsonValue]) =>
        `  ${emitEntry(emitName(key), flag, style, 2, isFilled(flag))}`,
    )
    return `flags:\n${flags.join('\n\n')}`
  })
  return `${parts.join('\n\n')}\n`
}
