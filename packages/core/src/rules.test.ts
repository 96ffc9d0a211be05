import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CompiledRuleset, EvaluationContext } from './index.ts'
import { compile } from './index.ts'
import { parseRuleset } from './schema.ts'

interface Asked {
  readonly attribute: string
  readonly op: string
  readonly values: readonly unknown[]
}

type Written = { readonly when?: Asked; readonly window?: { readonly startsAt: number } }

/** A flag whose rule *n* serves the variant `n`, and which serves `none` when no rule matches. */
function flagOf(rules: readonly Written[]): CompiledRuleset {
  const names = ['none', ...rules.map((_, index) => `${index}`)]
  const document = {
    schemaVersion: 1,
    attributes: {
      country: { type: 'string' },
      plan: { type: 'string' },
      age: { type: 'number' },
    },
    flags: {
      it: {
        type: 'string',
        variants: Object.fromEntries(names.map((name) => [name, name])),
        defaultVariant: 'none',
        rules: rules.map((rule, id) => ({ id: `r${id}`, ...rule, serve: { variant: `${id}` } })),
      },
    },
  }
  return compile(parseRuleset(document).ruleset)
}

const served = (flag: CompiledRuleset, context: EvaluationContext, now = 0): unknown => {
  const evaluation = flag.evaluate('it', context, now)
  return 'errorCode' in evaluation ? evaluation.errorCode : evaluation.variant
}

const inCountry = (...values: string[]): Written => ({
  when: { attribute: 'country', op: 'in', values },
})
const onPlan = (value: string): Written => ({
  when: { attribute: 'plan', op: 'equals', values: [value] },
})

const text = fc.constantFrom('DE', 'FR', 'IT', 'team', 'free')
const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      attribute: fc.constantFrom('country', 'plan'),
      op: fc.constantFrom('in', 'not_in'),
      values: fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
    }),
  },
  fc.record({
    attribute: fc.constantFrom('country', 'plan'),
    op: fc.constant('equals'),
    values: fc.tuple(text),
  }),
  fc.record({
    attribute: fc.constant('age'),
    op: fc.constant('gte'),
    values: fc.tuple(fc.integer({ min: 0, max: 9 })),
  }),
)
const written: fc.Arbitrary<Written> = fc.record(
  { when: asked, window: fc.record({ startsAt: fc.integer({ min: 1, max: 9 }) }) },
  { requiredKeys: ['when'] },
)

/** Asks as somebody would who reads the rules on paper. */
function isMet({ when, window }: Written, context: EvaluationContext, now: number): boolean {
  if (window !== undefined && now < window.startsAt) return false
  if (when === undefined) return true
  const seen = context[when.attribute]
  if (when.attribute === 'age') return typeof seen === 'number' && seen >= Number(when.values[0])
  if (typeof seen !== 'string') return false
  return when.values.includes(seen) !== (when.op === 'not_in')
}

it('serves the first rule that matches, of however many', () => {
  const context = fc.record(
    {
      country: fc.oneof(text, fc.constantFrom(7, null)),
      plan: text,
      age: fc.integer({ min: 0, max: 9 }),
    },
    { requiredKeys: [] },
  )
  const rules = fc.array(written, { maxLength: 70, size: 'max' })
  const now = fc.integer({ min: 0, max: 9 })
  let late = 0
  fc.assert(
    fc.property(rules, context, now, (given, attributes, at) => {
      const first = given.findIndex((rule) => isMet(rule, attributes, at))
      if (first > 30) late++
      expect(served(flagOf(given), attributes, at)).toBe(first < 0 ? 'none' : `${first}`)
    }),
    { numRuns: 500 },
  )
  expect(late).toBeGreaterThan(0)
})

it('tries rules beyond those that fit an index', () => {
  const flag = flagOf(Array.from({ length: 100 }, (_, index) => inCountry(`c${index}`)))
  for (const index of [0, 29, 30, 59, 60, 99]) {
    expect(served(flag, { country: `c${index}` })).toBe(`${index}`)
  }
  expect(served(flag, { country: 'c100' })).toBe('none')
})

it('reads each attribute once', () => {
  const reads: string[] = []
  const context = {
    get country() {
      reads.push('country')
      return 'IT'
    },
    get plan() {
      reads.push('plan')
      return 'team'
    },
  }
  const flag = flagOf([inCountry('DE'), onPlan('free'), inCountry('FR'), onPlan('team')])
  expect(served(flag, context)).toBe('3')
  expect(reads).toEqual(['country', 'plan'])
})

it('reads nothing for rules below the one that matches', () => {
  const context = {
    country: 'DE',
    get plan(): string {
      throw new Error('not ready')
    },
  }
  const flag = flagOf([inCountry('FR'), inCountry('DE'), onPlan('free'), onPlan('team')])
  expect(served(flag, context)).toBe('1')
  expect(served(flag, { country: 'FR' })).toBe('0')
})

it('sees a context that was changed in place', () => {
  const flag = flagOf([inCountry('DE'), inCountry('FR')])
  const context = { country: 'DE' }
  expect(served(flag, context)).toBe('0')
  context.country = 'FR'
  expect(served(flag, context)).toBe('1')
})

it('keeps two contexts apart when reading one of them evaluates the other', () => {
  const flag = flagOf([onPlan('free'), inCountry('DE'), inCountry('FR')])
  let inner: unknown
  const context = {
    country: 'FR',
    get plan() {
      inner = served(flag, { plan: 'team', country: 'DE' })
      return 'team'
    },
  }
  expect(served(flag, context)).toBe('2')
  expect(inner).toBe('1')
})
