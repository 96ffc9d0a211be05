import fc from 'fast-check'
import { expect, it } from 'vitest'
import conformance from '../conformance/v1.json' with { type: 'json' }
import { ARBITRARY_KEYS, arbitraryContext, arbitraryDocument } from './arbitrary-ruleset.ts'
import type { CompiledRuleset, Evaluation, EvaluationContext } from './index.ts'
import { compile } from './index.ts'
import { re2Engine } from './regex.ts'
import { parseRuleset } from './schema.ts'

const compiled = (document: unknown): CompiledRuleset => {
  const regex = re2Engine
  return compile(parseRuleset(document, { regex }).ruleset, { regex })
}

/** Evaluates everything in both ways, and expects the very same evaluations. */
function expectSame(flags: CompiledRuleset, contexts: readonly EvaluationContext[], now: number) {
  const { keys } = flags
  const evaluateAll = flags.together(keys)
  const evaluations: Evaluation[] = []
  for (const context of contexts) {
    evaluateAll(context, now, evaluations)
    expect(evaluations).toHaveLength(keys.length)
    for (const [index, key] of keys.entries()) {
      expect(evaluations[index]).toBe(flags.evaluate(key, context, now))
    }
  }
}

it('evaluates every flag as it is evaluated alone', () => {
  const contexts = fc.array(arbitraryContext, { minLength: 1, maxLength: 4 })
  const time = fc.integer({ min: 0, max: 100 })
  fc.assert(
    fc.property(arbitraryDocument, contexts, time, (document, several, now) => {
      const flags = compiled(document)
      expect(flags.keys.length).toBeLessThanOrEqual(ARBITRARY_KEYS.length)
      expectSame(flags, several, now)
    }),
    { numRuns: 300 },
  )
})

it('evaluates the conformance cases as they are evaluated alone', () => {
  const contexts = conformance.cases.map(({ context }) => context as EvaluationContext)
  for (const now of [0, 1_800_000_000_000]) {
    expectSame(compiled(conformance.ruleset), contexts, now)
  }
})

const HALVES = {
  split: [
    { variant: 'on', weightBps: 5_000 },
    { variant: 'off', weightBps: 5_000 },
  ],
}
const inCountry = (values: readonly string[]) => ({ attribute: 'country', op: 'in', values })
const PLAIN = {
  schemaVersion: 1,
  attributes: { country: { type: 'string' }, age: { type: 'number' } },
  layers: { page: {} },
  holdouts: { late: { shareBps: 1_000 } },
  flags: Object.fromEntries(
    [
      { when: inCountry(['DE', 'FR']), serve: HALVES },
      { when: inCountry(['DE', 'FR']), serve: { ...HALVES, coverageBps: 3_000 } },
      { when: inCountry(['FR', 'DE']), serve: HALVES },
      { when: { attribute: 'age', op: 'in', values: ['1'] }, serve: HALVES },
      { when: { attribute: 'age', op: 'in', values: [1] }, serve: HALVES },
      { serve: HALVES },
      { window: { startsAt: 50 }, serve: HALVES },
      { serve: { ...HALVES, holdout: 'late' } },
      { serve: { ...HALVES, layer: { name: 'page', fromBps: 0, toBps: 4_000 } } },
      { serve: { ...HALVES, by: 'anonymousKey' } },
      { when: inCountry(['DE']), serve: { variant: 'on' } },
    ].map((rule, index) => [`f${index}`, { rules: [{ id: 'one', ...rule }] }]),
  ),
}

it('tells flags that split apart by what they ask, and by whom', () => {
  const people = Array.from({ length: 200 }, (_, unit) => ({
    targetingKey: `person-${unit}`,
    anonymousKey: `page-${unit}`,
    country: ['DE', 'FR', 'IT'][unit % 3],
    age: unit % 2 === 0 ? 1 : '1',
  }))
  expectSame(
    compiled(PLAIN),
    [...people, {}, { targetingKey: '' }, { targetingKey: 7 as never }],
    0,
  )
  expectSame(compiled(PLAIN), people, 60)
})

it('has each flag say for itself that a context cannot be read', () => {
  const flags = compiled(PLAIN)
  const evaluations: Evaluation[] = []
  const closed = {
    get country(): never {
      throw new Error('closed')
    },
  }
  for (const context of [closed, null as never, 'x' as never]) {
    flags.together(flags.keys)(context, 0, evaluations)
    expect(evaluations).toEqual(flags.keys.map((key) => flags.evaluate(key, context, 0)))
  }
})

it('evaluates a key that no flag has as it is evaluated alone', () => {
  const flags = compiled(PLAIN)
  const evaluations: Evaluation[] = []
  flags.together(['none', 'f5'])({ targetingKey: 'a' }, 0, evaluations)
  expect(evaluations).toEqual(
    ['none', 'f5'].map((key) => flags.evaluate(key, { targetingKey: 'a' }, 0)),
  )
})
