// JSON writes half of a surrogate pair as an escape, and nothing else that begins like this.
const LONE_SURROGATE = /\\ud[89a-f]/

/**
 * Replaces what UTF-8 cannot carry in all texts of an event, so that no file
 * format further down ever meets it.
 *
 * @param text - the event as JSON
 * @returns the event itself when there is nothing to replace
 */
export function wellFormed<T>(event: T, text: string): T {
  if (!LONE_SURROGATE.test(text)) return event
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value === 'string') return value.toWellFormed()
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, own]) => [name.toWellFormed(), own as unknown]),
    )
  }) as T
}
