import { expect, it } from 'vitest'
import { compile, OPERATORS } from '../index.ts'
import { re2Engine } from '../regex.ts'
import { parseRuleset } from '../schema.ts'

const read = (document: unknown) => parseRuleset(document, { mode: 'read', regex: re2Engine })
const paths = (faults: readonly { readonly path: string }[]) => faults.map(({ path }) => path)

it('takes what only a service sets', () => {
  const { ruleset } = read({
    schemaVersion: 1,
    version: 42,
    flags: { a: { version: 41, allocationVersion: 7, rolledBack: true } },
  })
  expect(ruleset.version).toBe(42)
  expect(ruleset.flags['a']).toMatchObject({ version: 41, allocationVersion: 7, rolledBack: true })
})

it('leaves one bad flag out, and the others go on', () => {
  const { ruleset, quarantined } = read({
    schemaVersion: 1,
    flags: { good: {}, bad: { kind: 'relase', rules: [{ id: 'r', serve: { variant: 'x' } }] } },
  })
  expect(Object.keys(ruleset.flags)).toEqual(['good'])
  expect(paths(quarantined)).toEqual(['$.flags.bad.kind', '$.flags.bad.rules[0].serve.variant'])
})

it('leaves out what refers to a bad segment, layer, holdout or attribute', () => {
  const on = { variant: 'on' }
  const split = [{ variant: 'on', weightBps: 10_000 }]
  const { ruleset, quarantined } = read({
    schemaVersion: 1,
    attributes: { good: { type: 'string' }, bad: { type: 'strnig' } },
    segments: { inner: { attribute: 'bad', op: 'exists' }, outer: { segment: 'inner' } },
    layers: { page: { salt: '' } },
    holdouts: { q4: { shareBps: -1 } },
    flags: {
      a: { rules: [{ id: 'r', when: { segment: 'outer' }, serve: on }] },
      b: { rules: [{ id: 'r', serve: { split, layer: { name: 'page', fromBps: 0, toBps: 9 } } }] },
      c: { rules: [{ id: 'r', serve: { split, holdout: 'q4' } }] },
      d: { rules: [{ id: 'r', when: { attribute: 'good', op: 'exists' }, serve: on }] },
    },
  })
  expect(Object.keys(ruleset.flags)).toEqual(['d'])
  expect(Object.keys(ruleset.segments)).toEqual([])
  expect(new Set(paths(quarantined))).toEqual(
    new Set([
      '$.attributes.bad.type',
      '$.layers.page.salt',
      '$.holdouts.q4.shareBps',
      '$.segments.inner.attribute',
      '$.segments.outer.segment',
      '$.flags.a.rules[0].when.segment',
      '$.flags.b.rules[0].serve.layer.name',
      '$.flags.c.rules[0].serve.holdout',
    ]),
  )
})

it('leaves out every flag of a circle, not only the first', () => {
  const needs = (flag: string) => ({ prerequisites: [{ flag, variants: ['on'] }] })
  const { ruleset } = read({ schemaVersion: 1, flags: { a: needs('b'), b: needs('a'), c: {} } })
  expect(Object.keys(ruleset.flags)).toEqual(['c'])
})

it('keeps a flag whose prerequisite was left out, at its default', () => {
  const { ruleset } = read({
    schemaVersion: 1,
    flags: {
      bad: { kind: 'relase' },
      needs: {
        prerequisites: [{ flag: 'bad', variants: ['on'] }],
        rules: [{ id: 'r', serve: { variant: 'on' } }],
      },
    },
  })
  expect(compile(ruleset).evaluate('needs', {}, 0)).toMatchObject({
    variant: 'off',
    reason: 'DEFAULT',
    metadata: { ruleId: 'prerequisite:bad' },
  })
})

it('keeps operators of a later release, which are unknown', () => {
  const resembles = { attribute: 'a', op: 'resembles', values: ['x'] }
  const { ruleset, quarantined } = read({
    schemaVersion: 1,
    attributes: { a: { type: 'string' } },
    flags: {
      a: {
        rules: [
          { id: 'r', when: resembles, serve: { variant: 'on' } },
          { id: 'n', when: { not: { any: [resembles] } }, serve: { variant: 'on' } },
        ],
      },
    },
  })
  expect(quarantined).toEqual([])
  expect(OPERATORS).not.toContain('resembles')
  expect(compile(ruleset).evaluate('a', { a: 'x' }, 0)).toMatchObject({ reason: 'DEFAULT' })
})

it('ignores unknown names of a newer schema version only', () => {
  const document = (schemaVersion: number) => ({
    schemaVersion,
    mood: 'good',
    metrics: { revenue: { of: 'order' } },
    flags: { a: { mood: 'good', rules: [{ id: 'r', serve: { variant: 'on', mood: 1 } }] } },
  })
  const { ruleset, quarantined } = read(document(2))
  expect(quarantined.map(({ path }) => path)).toEqual(['$.metrics.revenue.kind'])
  expect(ruleset.metrics).toEqual({})
  expect(compile(ruleset).evaluate('a', {}, 0)).toMatchObject({ value: true })
  expect(() => read(document(1))).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path: '$.mood' })] }),
  )
})

it('leaves a pattern out that the engine refuses', () => {
  const when = { attribute: 'targetingKey', op: 'matches', values: ['(?=a)'] }
  const flags = { a: { rules: [{ id: 'r', when, serve: { variant: 'on' } }] }, b: {} }
  const { ruleset } = read({ schemaVersion: 1, flags })
  expect(Object.keys(ruleset.flags)).toEqual(['b'])
})

it.each([
  ['no object', 3, '$'],
  ['no flags', { schemaVersion: 1, flags: 3 }, '$.flags'],
  ['no schema version', { flags: {} }, '$.schemaVersion'],
])('gives up when there is %s', (_title, document, path) => {
  expect(() => read(document)).toThrow(
    expect.objectContaining({
      code: 'INVALID_RULESET',
      faults: [expect.objectContaining({ path })],
    }),
  )
})

it('leaves out a flag with a value that no JSON has, and one called __proto__', () => {
  const { ruleset, quarantined } = read(
    JSON.parse('{"schemaVersion":1,"flags":{"__proto__":{},"a":{}}}'),
  )
  expect(Object.keys(ruleset.flags)).toEqual(['a'])
  expect(paths(quarantined)).toEqual(['$.flags.__proto__'])
})
