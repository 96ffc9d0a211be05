import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compile, SluiceError } from '../index.ts'
import { parseRuleset } from '../schema.ts'

function refusal(input: unknown): SluiceError {
  try {
    parseRuleset(input)
  } catch (error) {
    if (error instanceof SluiceError) return error
    throw error
  }
  throw new Error('the document was taken')
}

it.each([20_000, 1_000_000])('refuses lists nested %i deep without overflowing', (depth) => {
  const nested: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth))
  const flags = { a: { type: 'object', variants: { x: nested }, defaultVariant: 'x' } }
  const [fault] = refusal({ schemaVersion: 1, flags }).faults
  expect(fault?.message).toMatch(/^This is nested deeper than 64 levels/)
})

it('refuses conditions and objects that are nested too deep', () => {
  let when: unknown = { segment: 's' }
  for (let depth = 0; depth < 10_000; depth++) when = { not: when }
  expect(refusal({ schemaVersion: 1, segments: { s: when } }).code).toBe('INVALID_RULESET')
})

it('refuses an object that contains itself', () => {
  const self: Record<string, unknown> = {}
  self['self'] = self
  const flags = { a: { type: 'object', variants: { x: self }, defaultVariant: 'x' } }
  expect(refusal({ schemaVersion: 1, flags }).faults[0]?.message).toMatch(/nested deeper/)
})

it('refuses more than 4 MiB, and takes nearly as much', () => {
  const document = (length: number) => ({
    schemaVersion: 1,
    flags: {
      a: { type: 'string', variants: { x: 'ü'.repeat(length / 2) }, defaultVariant: 'x' },
    },
  })
  expect(refusal(document(4 * 1024 * 1024))).toMatchObject({
    code: 'RULESET_TOO_LARGE',
    status: 413,
  })
  expect(parseRuleset(document(4 * 1024 * 1024 - 200)).warnings).toEqual([])
  expect(refusal({ sparse: Array.from({ length: 5_000_000 }) }).code).toBe('RULESET_TOO_LARGE')
})

it('refuses __proto__ wherever it stands, and pollutes nothing', () => {
  const document: unknown = JSON.parse(`{
    "schemaVersion": 1,
    "__proto__": { "polluted": 1 },
    "flags": {
      "__proto__": { "polluted": 1 },
      "a": { "type": "object", "variants": { "x": { "__proto__": { "polluted": 1 } } }, "defaultVariant": "x" }
    }
  }`)
  const { faults } = refusal(document)
  expect(faults.map(({ path }) => path)).toEqual([
    '$.__proto__',
    '$.flags.__proto__',
    '$.flags.a.variants.x.__proto__',
  ])
  expect('polluted' in {}).toBe(false)
})

it('takes names that every object has for names', () => {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    attributes: { valueOf: { type: 'string' } },
    segments: { hasOwnProperty: { attribute: 'valueOf', op: 'exists' } },
    flags: {
      constructor: {},
      toString: {
        type: 'string',
        variants: { prototype: 'x' },
        defaultVariant: 'prototype',
        rules: [{ id: 'r', when: { segment: 'hasOwnProperty' }, serve: { variant: 'prototype' } }],
      },
    },
  })
  const compiled = compile(ruleset)
  expect(compiled.evaluate('toString', {}, 0)).toMatchObject({ value: 'x', reason: 'DEFAULT' })
  expect(compiled.evaluate('toString', { valueOf: 1 }, 0)).toMatchObject({
    reason: 'TARGETING_MATCH',
  })
  expect(compiled.evaluate('valueOf', {}, 0)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' })
})

it.each([
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['a bigint', 1n],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['NaN', Number.NaN],
])('refuses %s, which is no JSON', (_title, value) => {
  const flags = { a: { type: 'object', variants: { x: [value] }, defaultVariant: 'x' } }
  expect(refusal({ schemaVersion: 1, flags }).faults[0]?.path).toBe('$.flags.a.variants.x[0]')
})

it('refuses an input that throws when it is read', () => {
  const trap = Object.defineProperty({}, 'flags', {
    enumerable: true,
    get() {
      throw new Error('trap')
    },
  })
  expect(refusal(trap)).toMatchObject({ code: 'INVALID_RULESET', cause: new Error('trap') })
})

it('tells the first thousand of very many faults', () => {
  const flags = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 1]))
  const error = refusal({ schemaVersion: 1, flags })
  expect(error.faults).toHaveLength(1000)
  expect(error.message).toMatch(/^The ruleset has 1000 or more faults\. \$\.flags\.f0: /)
})

it('throws nothing but its own error, whatever JSON comes, in either mode', () => {
  const flags = fc.dictionary(fc.string(), fc.jsonValue())
  const documents = fc.oneof(
    fc.jsonValue(),
    fc.record({ schemaVersion: fc.constant(1), flags: fc.oneof(flags, fc.jsonValue()) }),
    fc.record({ schemaVersion: fc.constant(1), segments: flags, layers: flags, holdouts: flags }),
  )
  fc.assert(
    fc.property(documents, fc.constantFrom('write', 'read'), (document, mode) => {
      try {
        const { ruleset } = parseRuleset(document, { mode })
        compile(ruleset)
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error
      }
    }),
    { numRuns: 500 },
  )
  expect(Object.keys(Object.prototype)).toEqual([])
})
