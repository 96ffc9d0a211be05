/** How much of a text from outside a log line takes, in characters. */
export const LOGGED_LENGTH = 200

/**
 * Makes a text from outside fit for a log line or a report: cut, and without
 * what could move a cursor, turn the direction of writing or start a new line.
 */
export function safeText(text: string, maxLength: number = LOGGED_LENGTH): string {
  // Cc: control, Cf: format (direction marks among them), Zl and Zp: separators.
  const plain = text.slice(0, maxLength).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
  return text.length > maxLength ? `${plain}…` : plain
}
