import type { Attribute, Flag, Ruleset } from '@sluice/core'
import { comment, literal } from './literal.ts'
import { shapeOf } from './shape.ts'

const ATTRIBUTE_TYPES: Readonly<Record<Attribute['type'], string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  // ISO 8601 with a zone, or epoch milliseconds
  date: 'string | number',
  semver: 'string',
  list: 'readonly (string | number | boolean)[]',
}

/** Set by the client itself; an attribute of that name in the ruleset says how it may be used. */
const OF_THE_CLIENT: readonly string[] = ['targetingKey', 'anonymousKey']

/**
 * Writes the TypeScript declarations that tell `@sluice/client` and
 * `@sluice/react` the flags, variants, values and attributes of a ruleset.
 *
 * Flags that a browser never gets (archived ones and those for servers only)
 * are left out. The order is that of the keys, so equal rulesets give equal text.
 */
export function writeRegistry(ruleset: Ruleset): string {
  const flags = sorted(ruleset.flags).filter(([, flag]) => !flag.archived && !flag.serverOnly)
  const attributes = sorted(ruleset.attributes).filter(([name]) => !OF_THE_CLIENT.includes(name))
  return `// Written by \`sluice types\`. Run it again when the flags change; edits are lost.
import '@sluice/client'

declare module '@sluice/client' {
  interface Register {
    flags: ${block(flags.map(([key, flag]) => writeFlag(key, flag)))}
    context: ${block(attributes.map(([name, attribute]) => writeAttribute(name, attribute)))}
  }
}
`
}

function writeFlag(key: string, flag: Flag): string {
  const margin = ' '.repeat(6)
  const variants = sorted(flag.variants)
  const values = variants.map(([, { value }]) => value)
  const type = flag.type === 'object' ? shapeOf(values, margin) : flag.type
  const names = variants.map(([name]) => literal(name)).join(' | ') || 'never'
  return `${comment([flag.title, flag.description], margin)}${margin}${literal(key)}: { type: ${type}; variants: ${names} }\n`
}

function writeAttribute(name: string, { type, description }: Attribute): string {
  const margin = ' '.repeat(6)
  return `${comment([description], margin)}${margin}${literal(name)}?: ${ATTRIBUTE_TYPES[type]}\n`
}

function block(entries: readonly string[]): string {
  return entries.length === 0 ? '{}' : `{\n${entries.join('')}    }`
}

/** Entries by key in code-unit order, which does not depend on anybody's language. */
function sorted<T>(record: Readonly<Record<string, T>>): (readonly [string, T])[] {
  return Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
