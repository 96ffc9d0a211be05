/** A received value is quoted up to so many characters. */
const MAX_QUOTED = 60

/** Says what was received, in a few words: `"relase"`, `7.5`, `a list`. */
export function describe(value: unknown): string {
  if (value === null) return 'null (in YAML, nothing after the colon)'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'object':
      return Object.keys(value).length === 0 ? 'an empty object' : 'an object'
    case 'undefined':
      return 'nothing'
    case 'function':
      return 'a function'
    case 'bigint':
      return `the bigint ${value}`
    case 'symbol':
      return 'a symbol'
    default:
      return JSON.stringify(value)
  }
}

/** Quotes a text, cut when it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text)
}

/** Lists names for a sentence: `"a", "b" or "c"`. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map(quote)
  const last = quoted.pop() ?? 'none'
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}
