/**
 * What people wrote, as a piece of one line of Markdown: it begins no line, cell, link, code or
 * element of its own.
 */
export function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`|<>[\]]/g, '\\$&')
}

/** A text as code in one line of Markdown, fenced by more ticks than it has in a row. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `\`${line}\`` : `${fence} ${line} ${fence}`
}
