/** A value as a message names it: whatever it is, and in few words. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'a list'
  // Of what has no text, such as an object without a prototype, none is made.
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/** What was thrown, which need not be an error, as a message tells it. */
export function said(cause: unknown): string {
  return cause instanceof Error ? cause.message : shown(cause)
}
