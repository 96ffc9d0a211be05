import { parseExpression } from '@babel/parser'
import type { ObjectExpression, ObjectProperty } from '@babel/types'
import { splice, type Edit } from '../source/splice.ts'
import { indentAt, indentOf } from '../source/style.ts'
import { rangeOf } from '../source/walk.ts'

/** Entries of a section of `package.json`, such as `dependencies`. */
export type Section = readonly [name: string, entries: Readonly<Record<string, string>>]

/**
 * Adds entries to sections of a `package.json`; those that are there stay as
 * they are, and so does every other byte. Names of packages are put in their
 * alphabetical place, as package managers do, scripts behind the others.
 */
export function addToManifest(text: string, sections: readonly Section[]): string {
  return sections.reduce(addSection, text)
}

function addSection(text: string, [name, entries]: Section): string {
  // JSON is an expression too, and its parser tells where everything stands.
  const root = parseExpression(text)
  if (root.type !== 'ObjectExpression' || Object.keys(entries).length === 0) return text
  const section = propertiesOf(root).find((property) => keyOf(property) === name)?.value
  if (section === undefined) {
    const lines = JSON.stringify(entries, undefined, indentOf(text))
    const value = lines.replaceAll('\n', newlineOf(text) + indentOf(text))
    return splice(text, [insert(text, root, name, value, undefined)])
  }
  if (section.type !== 'ObjectExpression') return text
  return Object.entries(entries).reduce((whole, [key, value]) => {
    const now = findSection(whole, name)
    const properties = propertiesOf(now)
    if (properties.some((property) => keyOf(property) === key)) return whole
    const next =
      name === 'scripts' ? undefined : properties.find((property) => keyOf(property) > key)
    return splice(whole, [insert(whole, now, key, JSON.stringify(value), next)])
  }, text)
}

function findSection(text: string, name: string): ObjectExpression {
  const root = parseExpression(text) as ObjectExpression
  return propertiesOf(root).find((property) => keyOf(property) === name)?.value as ObjectExpression
}

function insert(
  text: string,
  object: ObjectExpression,
  key: string,
  value: string,
  next: ObjectProperty | undefined,
): Edit {
  const property = `${JSON.stringify(key)}: ${value}`
  const [start, end] = rangeOf(object)
  const newline = newlineOf(text)
  const [last] = propertiesOf(object).slice(-1)
  const margin = indentAt(text, start)
  if (last === undefined) {
    const inside = `{${newline}${margin}${indentOf(text)}${property}${newline}${margin}}`
    return { from: start, to: end, text: inside }
  }
  // On one line with the others where they share one.
  const [lastStart, lastEnd] = rangeOf(last)
  const isBroken = text.slice(start, lastStart).includes('\n')
  const gap = isBroken ? newline + indentAt(text, lastStart) : ' '
  if (next === undefined) return { from: lastEnd, to: lastEnd, text: `,${gap}${property}` }
  const [at] = rangeOf(next)
  return { from: at, to: at, text: `${property},${gap}` }
}

function propertiesOf({ properties }: ObjectExpression): ObjectProperty[] {
  return properties.filter((property) => property.type === 'ObjectProperty')
}

function keyOf({ key }: ObjectProperty): string {
  return key.type === 'StringLiteral' ? key.value : ''
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
