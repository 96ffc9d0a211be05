import { expect, it } from 'vitest'
import conformance from '../../conformance/v1.json' with { type: 'json' }
import type { JsonObject, JsonValue } from '../index.ts'
import { rulesetJsonSchema } from '../schema.ts'
import { fits } from './fits.ts'

const schema = rulesetJsonSchema()
const isValid = (document: JsonValue) => fits(schema, document, schema)
const withFlag = (flag: JsonValue) => isValid({ schemaVersion: 1, flags: { a: flag } })

it('names the draft that it is written in', () => {
  expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
})

it('takes the ruleset of the conformance cases', () => {
  expect(isValid(conformance.ruleset as unknown as JsonValue)).toBe(true)
})

it('takes a document that leaves all defaults out', () => {
  expect(isValid({ schemaVersion: 1 })).toBe(true)
  expect(withFlag({})).toBe(true)
})

it.each([
  'Buy now',
  3,
  true,
  ['a', 1],
  { columns: 3 },
  { value: { value: 3 }, title: 'Three', description: 'Three columns' },
])('takes the variant %j', (variant) => {
  expect(withFlag({ variants: { a: variant }, defaultVariant: 'a' })).toBe(true)
})

it.each([
  ['an unknown name', { kin: 'release' }],
  ['an unknown kind', { kind: 'relase' }],
  ['a variant with a name too many', { variants: { a: { value: 1, titel: 'x' } } }],
  [
    'a share of more than all',
    { rules: [{ id: 'r', serve: { split: [{ variant: 'a', weightBps: 10_001 }] } }] },
  ],
  ['a rule without an id', { rules: [{ serve: { variant: 'a' } }] }],
  ['a serve of two kinds', { rules: [{ id: 'r', serve: { variant: 'a', split: [] } }] }],
  [
    'an operator that there is not',
    { rules: [{ id: 'r', when: { attribute: 'a', op: 'equal' }, serve: { variant: 'a' } }] },
  ],
  ['what a service sets', { version: 3 }],
])('refuses %s', (_title, flag) => {
  expect(withFlag(flag)).toBe(false)
})

it('describes every field that an editor completes', () => {
  const bare: string[] = []
  const visit = (value: JsonValue, path: string) => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'properties') {
        for (const [field, definition] of Object.entries(inner as JsonObject)) {
          const { title, description, $ref } = definition as JsonObject
          if ((title ?? description ?? $ref) === undefined) bare.push(`${path}/${field}`)
        }
      }
      visit(inner, `${path}/${name}`)
    }
  }
  visit(schema, '')
  expect(bare).toEqual([])
})
