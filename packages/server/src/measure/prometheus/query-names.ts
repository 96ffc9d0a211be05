/** What is filled in where a query names it. */
export const FILLED_IN = ['variant', 'flag', 'range'] as const

/** The name of what is filled in. */
export type FilledIn = (typeof FILLED_IN)[number]

/** Fills in what a query names. */
export function fillIn(query: string, values: Readonly<Record<FilledIn, string>>): string {
  return query.replaceAll(/\$(variant|flag|range)\b/g, (_, name: FilledIn) => values[name])
}

/** Whether what a query answers depends on the variant at all. */
export function namesVariant(query: string): boolean {
  return /\$variant\b/.test(query)
}

/**
 * Names after a dollar that nobody fills in, such as misspelt ones. Groups that a regular expression
 * of the query names are its own, and numbers and a dollar at the end of a word are none.
 */
export function unknownNames(query: string): readonly string[] {
  const groups = [...query.matchAll(/\(\?P?<(\w+)>/g)].map(([, name]) => name)
  const known = new Set<string | undefined>([...FILLED_IN, ...groups])
  const named = [...query.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name)
  return [...new Set(named)].filter((name) => !known.has(name))
}
