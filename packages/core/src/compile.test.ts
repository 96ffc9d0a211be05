import { expect, it } from 'vitest'
import type { EvaluationContext, Flag, Ruleset } from './index.ts'
import { compile } from './index.ts'
import { parseRuleset } from './schema.ts'

const parse = (flags: object, rest: object = {}): Ruleset =>
  parseRuleset({ schemaVersion: 1, ...rest, flags }).ruleset
const structuredCopy = (ruleset: Ruleset) => JSON.parse(JSON.stringify(ruleset)) as Ruleset
const compiled = (flags: object, rest: object = {}) => compile(parse(flags, rest))

it('lists the flags that are not archived, in the order of the document', () => {
  const flags = compiled({ z: {}, gone: { archived: true }, a: {} })
  expect(flags.keys).toEqual(['z', 'a'])
  expect([flags.has('z'), flags.has('gone'), flags.has('never')]).toEqual([true, false, false])
  expect(flags.version).toBe(0)
})

it('gives the same frozen object for the same outcome', () => {
  const flags = compiled({
    a: { type: 'object', variants: { x: { deep: { list: [1] } } }, defaultVariant: 'x' },
  })
  const evaluation = flags.evaluate('a', { targetingKey: 'one' }, 0)
  expect(flags.evaluate('a', { targetingKey: 'other' }, 1)).toBe(evaluation)
  const frozen = [evaluation, evaluation.metadata, 'value' in evaluation ? evaluation.value : 0]
  expect(frozen.every((part) => Object.isFrozen(part))).toBe(true)
})

it('freezes the values of a ruleset that nobody froze', () => {
  const ruleset = structuredCopy(
    parse({ a: { type: 'object', variants: { x: { deep: {} } }, defaultVariant: 'x' } }),
  )
  compile(ruleset)
  const value = ruleset.flags['a']?.variants['x']?.value as { readonly deep: object }
  expect([value, value.deep].every((part) => Object.isFrozen(part))).toBe(true)
})

it('carries the versions of the flag', () => {
  const { ruleset } = parseRuleset(
    { schemaVersion: 1, version: 9, flags: { a: { version: 8, allocationVersion: 7 } } },
    { mode: 'read' },
  )
  expect(compile(ruleset).evaluate('a', {}, 0).metadata).toEqual({
    version: 8,
    allocationVersion: 7,
  })
})

it('pierces with every outcome of a flag that was rolled back', () => {
  const document = {
    schemaVersion: 1,
    attributes: { n: { type: 'number' } },
    flags: {
      a: {
        rolledBack: true,
        rules: [{ id: 'r', when: { attribute: 'n', op: 'exists' }, serve: { variant: 'on' } }],
      },
    },
  }
  const flags = compile(parseRuleset(document, { mode: 'read' }).ruleset)
  expect(flags.evaluate('a', {}, 0).metadata).toEqual({ pierce: true })
  expect(flags.evaluate('a', { n: 1 }, 0).metadata).toEqual({ pierce: true, ruleId: 'r' })
})

it('cannot decide flags whose prerequisites go round in a circle, nor those that need one', () => {
  const { flags, ...rest } = parse({ a: {}, b: {}, c: {}, d: {}, off: {} })
  const needs = (key: string, flag: string): Flag => ({
    ...(flags[key] as Flag),
    prerequisites: [{ flag, variants: ['on', 'off'] }],
  })
  const circular = compile({
    ...rest,
    flags: {
      a: needs('a', 'b'),
      b: needs('b', 'a'),
      c: needs('c', 'a'),
      d: needs('d', 'off'),
      off: { ...needs('off', 'a'), enabled: false },
    },
  })
  for (const key of ['a', 'b', 'c']) {
    expect(circular.evaluate(key, {}, 0)).toMatchObject({
      reason: 'ERROR',
      errorCode: 'PARSE_ERROR',
      errorMessage: `The prerequisites of flag "${key}" go round in a circle: a → b → a.`,
    })
    expect(circular.explain(key, {}, 0).decision).toEqual({ by: 'error' })
  }
  expect(circular.evaluate('off', {}, 0)).toMatchObject({ reason: 'DISABLED' })
})

it.each([undefined, null, 'user', 5, true])('cannot use the context %j', (context) => {
  const flags = compiled({ a: {} })
  const evaluation = flags.evaluate('a', context as unknown as EvaluationContext, 0)
  expect(evaluation).toMatchObject({ reason: 'ERROR', errorCode: 'INVALID_CONTEXT' })
})

it('does not throw for a context that throws when it is read', () => {
  const rules = [
    { id: 'r', when: { attribute: 'targetingKey', op: 'exists' }, serve: { variant: 'on' } },
  ]
  const trap = {
    get targetingKey(): string {
      throw new Error('trap')
    },
  }
  const flags = compiled({ a: { rules } })
  expect(flags.evaluate('a', trap, 0)).toMatchObject({
    errorCode: 'INVALID_CONTEXT',
    errorMessage: 'The evaluation context cannot be used; reading it failed: trap.',
  })
  expect(flags.explain('a', trap, 0).decision).toEqual({ by: 'error' })
})

it('finds the next edge of a window, of flags that are on', () => {
  const rule = (startsAt: number, endsAt: number) => [
    { id: 'r', window: { startsAt, endsAt }, serve: { variant: 'on' } },
  ]
  const flags = compiled({
    a: { rules: rule(100, 300) },
    b: { rules: rule(200, 300) },
    off: { enabled: false, rules: rule(110, 120) },
    gone: { archived: true, rules: rule(130, 140) },
  })
  const edges = [0, 99, 100, 150, 200, 299, 300].map((now) => flags.nextEdge(now))
  expect(edges).toEqual([100, 100, 200, 200, 300, 300, undefined])
  expect(compiled({ a: {} }).nextEdge(0)).toBeUndefined()
})

it('changes what it serves exactly at the edges', () => {
  const flags = compiled({
    a: { rules: [{ id: 'r', window: { startsAt: 100, endsAt: 300 }, serve: { variant: 'on' } }] },
  })
  for (let now = 0, edge = flags.nextEdge(now); edge !== undefined; edge = flags.nextEdge(now)) {
    expect(flags.evaluate('a', {}, edge)).not.toBe(flags.evaluate('a', {}, edge - 1))
    now = edge
  }
})

it('never shares a bucket between flags that keep the default salt', () => {
  const split = [
    { variant: 'on', weightBps: 5000 },
    { variant: 'off', weightBps: 5000 },
  ]
  const flags = compiled({
    a: { rules: [{ id: 'r', serve: { split } }] },
    b: { rules: [{ id: 'r', serve: { split } }] },
  })
  const values = Array.from({ length: 64 }, (_, index) => {
    const context = { targetingKey: `user-${index}` }
    return ['a', 'b']
      .map((key) => flags.evaluate(key, context, 0))
      .map((one) => 'value' in one && one.value)
  })
  expect(values.some(([a, b]) => a !== b)).toBe(true)
})
