import fc from 'fast-check'
import type { EvaluationContext } from './index.ts'
import { BPS } from './index.ts'

type Json = Readonly<Record<string, unknown>>

/** Variants of every flag that is made; the value of each is its name. */
const VARIANTS = ['a', 'b', 'c']
const KEYS = ['f0', 'f1', 'f2', 'f3']

const bps = fc.integer({ min: 0, max: BPS })

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.record({
    attribute: fc.constant('country'),
    op: fc.constantFrom('in', 'not_in', 'in_ci', 'starts_with', 'contains_ci', 'matches'),
    values: fc.uniqueArray(fc.constantFrom('DE', 'FR', 'D', 'e'), { minLength: 1 }),
  }),
  fc.record({
    attribute: fc.constant('age'),
    op: fc.constantFrom('lt', 'lte', 'gt', 'gte', 'not_equals'),
    values: fc.tuple(fc.integer({ min: 0, max: 3 })),
  }),
  fc.record({
    attribute: fc.constant('tags'),
    op: fc.constantFrom('includes_any', 'includes_all'),
    values: fc.uniqueArray(fc.constantFrom('x', 'y', 1), { minLength: 1 }),
  }),
  fc.record({
    attribute: fc.constantFrom('country', 'age', 'targetingKey'),
    op: fc.constantFrom('exists', 'not_exists'),
  }),
)

const conditionOver = (segments: readonly string[]): fc.Arbitrary<Json> =>
  fc.letrec<{ condition: Json }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      ...segments.map((segment) => fc.constant({ segment })),
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  })).condition

const split = fc.tuple(bps, bps).map((cuts) => {
  const [low = 0, high = 0] = cuts.toSorted((a, b) => a - b)
  const weights = [low, high - low, BPS - high]
  return VARIANTS.map((variant, index) => ({ variant, weightBps: weights[index] }))
})

const serve: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ variant: fc.constantFrom(...VARIANTS) }),
  fc.record(
    {
      split,
      coverageBps: bps,
      by: fc.constantFrom('targetingKey', 'anonymousKey', 'company'),
      salt: fc.constantFrom('salt-1', 'salt-2'),
      holdout: fc.constant('late'),
    },
    { requiredKeys: ['split'] },
  ),
)

const window = fc.oneof(
  fc.record({
    startsAt: fc.integer({ min: 1, max: 50 }),
    endsAt: fc.integer({ min: 51, max: 99 }),
  }),
  fc.record({ startsAt: fc.integer({ min: 1, max: 99 }) }),
)

const flagAt = (index: number): fc.Arbitrary<Json> =>
  fc.record(
    {
      type: fc.constant('string'),
      kind: fc.constantFrom('release', 'experiment', 'permission', 'kill_switch'),
      variants: fc.constant(Object.fromEntries(VARIANTS.map((name) => [name, name]))),
      defaultVariant: fc.constantFrom(...VARIANTS),
      enabled: fc.boolean(),
      overridable: fc.boolean(),
      prerequisites: fc.array(
        fc.record({
          flag: fc.constantFrom(...KEYS.slice(0, index), 'always'),
          variants: fc.uniqueArray(fc.constantFrom(...VARIANTS), { minLength: 1 }),
        }),
        { maxLength: 2 },
      ),
      rules: fc
        .array(
          fc.record(
            { when: conditionOver(['s0', 's1']), window, serve },
            { requiredKeys: ['serve'] },
          ),
          { maxLength: 3 },
        )
        .map((rules) => rules.map((rule, id) => ({ id: `r${id}`, ...rule }))),
    },
    { requiredKeys: ['type', 'variants', 'defaultVariant', 'rules'] },
  )

const always = {
  type: 'string',
  variants: Object.fromEntries(VARIANTS.map((name) => [name, name])),
  defaultVariant: 'a',
}

/** Valid documents with flags that use nearly everything, to be evaluated between time 0 and 100. */
export const arbitraryDocument: fc.Arbitrary<Json> = fc.record({
  schemaVersion: fc.constant(1),
  attributes: fc.constant({
    country: { type: 'string' },
    age: { type: 'number' },
    tags: { type: 'list' },
    company: { type: 'string', unit: true },
  }),
  segments: fc.record({ s0: conditionOver([]), s1: conditionOver(['s0']) }),
  holdouts: bps.map((shareBps) => ({ late: { shareBps } })),
  flags: fc
    .tuple(...KEYS.map((_key, index) => flagAt(index)))
    .map((flags) => ({ always, ...Object.fromEntries(KEYS.map((key, at) => [key, flags[at]])) })),
})

/** Contexts that such documents tell apart, with attributes of the right type, the wrong type and none. */
export const arbitraryContext: fc.Arbitrary<EvaluationContext> = fc.record(
  {
    targetingKey: fc.string({ unit: 'grapheme', maxLength: 8 }),
    anonymousKey: fc.uuid(),
    company: fc.oneof(fc.constantFrom('acme', ''), fc.integer(), fc.constant(null)),
    country: fc.oneof(fc.constantFrom('DE', 'FR', 'de', ''), fc.integer()),
    age: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('2', null)),
    tags: fc.oneof(fc.array(fc.constantFrom('x', 'y', 1, null)), fc.constant('x')),
  },
  { requiredKeys: [] },
)

/** Keys of the flags of such documents. */
export const ARBITRARY_KEYS: readonly string[] = [...KEYS, 'always']
