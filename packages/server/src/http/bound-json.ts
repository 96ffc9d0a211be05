import { HttpError } from './http-error.ts'
import { endOfString, MAX_JSON_DEPTH, tooDeep } from './scan-json.ts'

const QUOTE = 0x22
const COMMA = 0x2c

/**
 * Refuses JSON text that would take long to parse, before it is: a few mebibytes of
 * brackets or names hold up everybody else for as long as a second. Does not check
 * the grammar.
 *
 * @param mostValues - how many values it may hold, lists and objects and what is in them
 * @throws HttpError `JSON_TOO_DEEP`, status 400, or `JSON_TOO_MANY_VALUES`, status 413
 */
export function boundJson(text: string, mostValues: number): void {
  // Each value takes a character, so most texts need no look.
  if (text.length <= mostValues) return
  let values = 1
  let depth = 0
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position)
    if (code === QUOTE) position = endOfString(text, position) - 1
    else if (code === COMMA) values++
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_JSON_DEPTH) throw tooDeep()
      values++
    } else if (code === 0x7d || code === 0x5d) depth--
    if (values > mostValues) throw tooMany(mostValues)
  }
}

function tooMany(limitValues: number): HttpError {
  return new HttpError(
    'JSON_TOO_MANY_VALUES',
    `The JSON body holds more than ${limitValues} values, lists and objects and what is in them. Send it in parts.`,
    { status: 413, members: { limitValues } },
  )
}
