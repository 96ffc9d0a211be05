/** Whatever ends a string, a line or an editor's trust in what it shows. */
const UNSAFE =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /['\\\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/g

/** Writes a text as a TypeScript string literal, safe whatever the text holds. */
export function literal(text: string): string {
  return `'${text.replace(UNSAFE, escape)}'`
}

function escape(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`
  return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0')
}

/**
 * Writes texts as a JSDoc comment, a paragraph each, or nothing when all are
 * empty. Nothing in a text can end the comment or pass for a tag.
 */
export function comment(paragraphs: readonly (string | undefined)[], margin: string): string {
  const lines = paragraphs
    .filter((text) => text !== undefined && text.trim() !== '')
    .flatMap((text, index) => [...(index > 0 ? [''] : []), ...commentLines(text ?? '')])
  if (lines.length === 0) return ''
  if (lines.length === 1) return `${margin}/** ${lines[0]} */\n`
  const body = lines.map((line) => `${margin} *${line && ` ${line}`}\n`).join('')
  return `${margin}/**\n${body}${margin} */\n`
}

function commentLines(text: string): string[] {
  return text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) =>
      line
        .trim()
        // eslint-disable-next-line no-control-regex -- control characters are what it looks for
        .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
        .replaceAll('*/', String.raw`*\/`)
        .replace(/^@/, String.raw`\@`),
    )
}
