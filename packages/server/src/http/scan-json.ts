import { HttpError } from './http-error.ts'

/** Nesting that no ruleset, context or request of ours comes near. */
export const MAX_JSON_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const SAFE_DIGITS = 15

/**
 * Looks through JSON text, without recursion, for what `JSON.parse` lets pass:
 * nesting deeper than `MAX_JSON_DEPTH`, a name given twice in one object, and
 * integers that would lose digits. Does not check the grammar; the parser does.
 *
 * @param mayLoseDigits - whether somebody else looks at the numbers
 * @throws HttpError `JSON_TOO_DEEP`, `JSON_DUPLICATE_NAME` or `JSON_NUMBER_UNSAFE`, status 400
 */
export function scanJson(text: string, mayLoseDigits = false): void {
  // One entry per open bracket: the names seen so far, or undefined for an array.
  const open: (Set<string> | undefined)[] = []
  let position = 0
  while (position < text.length) {
    const code = text.charCodeAt(position)
    if (code === QUOTE) {
      const end = endOfString(text, position)
      if (isName(text, end)) addName(open.at(-1), text.slice(position, end))
      position = end
    } else if (code === 0x7b || code === 0x5b) {
      if (open.length === MAX_JSON_DEPTH) throw tooDeep()
      open.push(code === 0x7b ? new Set() : undefined)
      position++
    } else if (code === 0x7d || code === 0x5d) {
      open.pop()
      position++
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      position = endOfNumber(text, position, mayLoseDigits)
    } else {
      position++
    }
  }
}

/** The index after the closing quote, or the end of the text. */
export function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === BACKSLASH) i++
    else if (code === QUOTE) return i + 1
  }
  return text.length
}

function isName(text: string, end: number): boolean {
  for (let i = end; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === COLON) return true
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false
  }
  return false
}

function addName(names: Set<string> | undefined, quoted: string): void {
  if (names === undefined) return
  const name = quoted.includes('\\') ? unescaped(quoted) : quoted
  if (names.has(name)) {
    throw new HttpError(
      'JSON_DUPLICATE_NAME',
      `The JSON body gives the name ${quoted.slice(0, 130)} twice in one object. Keep one of them.`,
      { status: 400 },
    )
  }
  names.add(name)
}

function unescaped(quoted: string): string {
  try {
    return JSON.stringify(JSON.parse(quoted))
  } catch {
    // A broken escape: the parser refuses the whole text a moment later.
    return quoted
  }
}

function endOfNumber(text: string, start: number, mayLoseDigits: boolean): number {
  let end = start + 1
  let integer = true
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code >= 0x30 && code <= 0x39) continue
    // . + - E e
    if (code === 0x2e || code === 0x2b || code === 0x2d || code === 0x45 || code === 0x65)
      integer = false
    else break
  }
  if (mayLoseDigits) return end
  const digits = text.slice(start, end)
  const unsafe = integer
    ? digits.length > SAFE_DIGITS && !Number.isSafeInteger(Number(digits))
    : Math.abs(Number(digits)) === Infinity
  if (unsafe) {
    throw new HttpError(
      'JSON_NUMBER_UNSAFE',
      `The JSON body holds the number ${digits.slice(0, 40)}, which a double cannot keep. Send ids as strings.`,
      { status: 400 },
    )
  }
  return end
}

/** Nested deeper than `MAX_JSON_DEPTH`. */
export function tooDeep(): HttpError {
  return new HttpError(
    'JSON_TOO_DEEP',
    `The JSON body is nested deeper than ${MAX_JSON_DEPTH} levels.`,
    {
      status: 400,
    },
  )
}
