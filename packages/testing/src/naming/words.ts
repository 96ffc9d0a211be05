import type { Flag } from '@sluice/core'
import { nearest } from '@sluice/client/variants'

/** The end of a sentence about a name that does not exist. */
export function meant(given: string, names: readonly string[]): string {
  const name = nearest(given, names)
  return name === undefined ? '' : ` Did you mean "${name}"?`
}

/** Names the variants of a flag, as a sentence. */
export function variantsOf({ variants }: Pick<Flag, 'variants'>): string {
  const names = Object.entries(variants).map(([name, { value }]) => {
    const shown = JSON.stringify(value)
    return shown.length > 40 || typeof value === 'boolean' ? name : `${name} (${shown})`
  })
  return `It has ${names.join(', ')}.`
}

/** Writes a key or value as it stands in code. */
export function literal(value: unknown): string {
  return typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`
    : JSON.stringify(value)
}
