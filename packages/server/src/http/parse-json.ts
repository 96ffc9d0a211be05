import { parse, scan } from 'secure-json-parse'
import { HttpError } from './http-error.ts'
import { boundJson } from './bound-json.ts'
import { MAX_JSON_DEPTH, scanJson } from './scan-json.ts'
import { TOO_DEEP, withoutDeepParts } from './too-deep.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses JSON from outside: UTF-8, one value, no prototype keys, no duplicate
 * names, no deep nesting, no numbers that lose digits.
 *
 * @throws HttpError with status 400 and a code that starts with `JSON_`
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes)
  scanJson(text)
  try {
    return parse(text)
  } catch (cause) {
    // Both refusals are SyntaxErrors; the text of the engine stays inside.
    const forbidden = cause instanceof SyntaxError && cause.message.includes('forbidden prototype')
    throw forbidden ? forbiddenName() : malformed()
  }
}

/**
 * The same for JSON with a list whose parts are judged one by one: numbers that lose
 * digits are let through, and forbidden names in the list, to be found with
 * `hasForbiddenName` and the like. `TOO_DEEP` stands for a part that is nested too deep.
 *
 * @param parts - the name of the list
 * @param mostValues - how many values it may hold, lists and objects and what is in them
 * @throws HttpError with a code that starts with `JSON_`: status 413 for too many values, else 400
 */
export function parseJsonOfParts(bytes: Uint8Array, parts: string, mostValues: number): unknown {
  const text = decodeUtf8(bytes)
  boundJson(text, mostValues)
  const value = parsedOf(text)
  // What is written again as it came gave no name twice; only its depth is left to look at,
  // and few brackets cannot be deep. Quicker than the look at each character.
  let judged = value
  if (value === undefined || hasManyBrackets(text) || JSON.stringify(value) !== text)
    try {
      scanJson(text, true)
    } catch (cause) {
      const isDeep = cause instanceof HttpError && cause.code === 'JSON_TOO_DEEP'
      judged = isDeep ? withShallowParts(value, parts) : value
      if (judged === value) throw cause
      scanJson(JSON.stringify(judged), true)
    }
  if (value === undefined) throw malformed()
  if (typeof judged === 'object' && judged !== null) {
    if (hasForbiddenName({ ...judged, [parts]: undefined })) throw forbiddenName()
  }
  return judged
}

/** @returns `value` itself where none of its parts is nested too deep */
function withShallowParts(value: unknown, parts: string): unknown {
  const list = (value as Readonly<Record<string, unknown>> | null)?.[parts]
  if (!Array.isArray(list)) return value
  const shallow = withoutDeepParts(list, 2)
  return shallow.includes(TOO_DEEP) ? { ...(value as object), [parts]: shallow } : value
}

/** `undefined` is no value of JSON. */
function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function hasManyBrackets(text: string): boolean {
  let count = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > MAX_JSON_DEPTH) return true
    }
  }
  return false
}

/** Whether something that was parsed would change a prototype when it is copied carelessly. */
export function hasForbiddenName(value: object): boolean {
  return scan(value, { safe: true }) === null
}

function forbiddenName(): HttpError {
  return new HttpError(
    'JSON_FORBIDDEN_NAME',
    'The JSON body uses a forbidden name: `__proto__` or `constructor.prototype`.',
    { status: 400 },
  )
}

function malformed(): HttpError {
  return new HttpError(
    'JSON_MALFORMED',
    'The body is not valid JSON. Send one complete JSON value.',
    { status: 400 },
  )
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new HttpError('JSON_ENCODING', 'The body is not valid UTF-8.', { status: 400 })
  }
}
