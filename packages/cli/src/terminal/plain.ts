/** Control characters, and marks that reverse the direction of reading. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * Makes text from outside safe to show: what could move the cursor, recolour
 * the terminal or turn words around is written as an escape.
 */
export function plain(text: string): string {
  return text.replace(UNSAFE, escaped)
}

/** Shows a value as JSON on one line, safely. */
export function showValue(value: unknown): string {
  return value === undefined ? 'nothing' : plain(JSON.stringify(value))
}

function escaped(character: string): string {
  if (character === '\n') return String.raw`\n`
  if (character === '\t') return String.raw`\t`
  return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
}
