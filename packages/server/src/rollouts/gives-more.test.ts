import { compile, type EvaluationContext, type Flag, type Ruleset } from '@sluice/core'
import { parsePlan } from '@sluice/rollout/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseDocument } from '../rulesets/parse-document.ts'
import { givesMore } from './gives-more.ts'
import { placeShare } from './place-share.ts'
import { PLAN } from './testing/rollout-service.ts'

const REST = {
  schemaVersion: 1,
  attributes: { account: { type: 'string' }, shop: { type: 'string', unit: true } },
  segments: { staff: { attribute: 'account', op: 'equals', values: ['staff'] } },
  layers: { half: { salt: 'half' } },
  holdouts: { late: { salt: 'late', shareBps: 3_000 } },
}

const banner = {
  rules: [{ id: 'some', when: { segment: 'staff' }, serve: { variant: 'on' } }],
}

function rulesetOf(checkout: object): Ruleset {
  return parseDocument({ ...REST, flags: { checkout, banner } })
}

function flagOf(checkout: object): Flag {
  return rulesetOf(checkout).flags['checkout']!
}

const split = (onBps: number, coverageBps: number, more: object = {}): object => ({
  id: 'split',
  serve: {
    split: [
      { variant: 'off', weightBps: 10_000 - onBps },
      { variant: 'on', weightBps: onBps },
    ].filter(({ weightBps }) => weightBps > 0),
    coverageBps,
    salt: 'pepper',
  },
  ...more,
})
const staff = (variant: string): object => ({
  id: `staff.${variant}`,
  when: { segment: 'staff' },
  serve: { variant },
})
const all = (variant: string): object => ({ id: `all.${variant}`, serve: { variant } })
const drawn = (variant: string, salt: string, coverageBps: number, more: object = {}): object => ({
  id: salt,
  serve: { split: [{ variant, weightBps: 10_000 }], coverageBps, salt, ...more },
})
const needs = { prerequisites: [{ flag: 'banner', variants: ['on'] }] }

it.each([
  ['a smaller share', { rules: [split(5_000, 6_000)] }, { rules: [split(5_000, 2_000)] }],
  ['no share', { rules: [] }, { rules: [split(5_000, 0)] }],
  ['the same', { rules: [staff('on')] }, { rules: [staff('on')] }],
  [
    'the rule of those who have it by another',
    { rules: [split(10_000, 10_000)] },
    { rules: [split(5_000, 10_000)] },
  ],
  ['off', { rules: [split(5_000, 2_000)] }, { enabled: false, rules: [split(10_000, 10_000)] }],
  [
    'some turned away first',
    { rules: [split(5_000, 9_000)] },
    { rules: [staff('off'), split(5_000, 9_000)] },
  ],
  [
    'the same turned away',
    { rules: [staff('off'), split(5_000, 9_000)] },
    { rules: [staff('off'), split(5_000, 100)] },
  ],
  [
    'one more thing to wait for',
    { rules: [split(5_000, 9_000)] },
    { ...needs, rules: [split(5_000, 9_000)] },
  ],
] as const)('sees that nobody gets more by %s', (_, before, after) => {
  expect(givesMore(flagOf(before), flagOf(after), 'on')).toBe(false)
})

it.each([
  ['a larger share', { rules: [split(5_000, 2_000)] }, { rules: [split(5_000, 2_001)] }],
  ['others of the same share', { rules: [split(5_000, 2_000)] }, { rules: [split(10_000, 1_000)] }],
  [
    'another draw',
    { rules: [drawn('on', 'pepper', 5_000)] },
    { rules: [drawn('on', 'salt', 100)] },
  ],
  [
    'others who were turned away',
    { rules: [drawn('off', 'pepper', 5_000), all('on')] },
    { rules: [drawn('off', 'salt', 5_000), all('on')] },
  ],
  [
    'a holdout, whose people get the default variant',
    { defaultVariant: 'on', rules: [all('off')] },
    { defaultVariant: 'on', rules: [drawn('off', 'pepper', 0, { holdout: 'late' }), all('off')] },
  ],
  [
    'a thing to wait for, until which there is the default variant',
    { defaultVariant: 'on', rules: [all('off')] },
    { ...needs, defaultVariant: 'on', rules: [all('off')] },
  ],
  [
    'nothing that asks for a targeting key any more',
    { defaultVariant: 'on', rules: [drawn('off', 'pepper', 0)] },
    { defaultVariant: 'on', rules: [] },
  ],
  [
    'a default variant for those whom a prerequisite stops',
    { ...needs, rules: [all('on')] },
    { ...needs, defaultVariant: 'on', rules: [] },
  ],
  [
    'a default variant when it is off, for those whom a prerequisite stopped',
    { ...needs, rules: [all('on')] },
    { ...needs, enabled: false, defaultVariant: 'on' },
  ],
  ['a rule that was gone', { rules: [] }, { rules: [staff('on')] }],
  [
    'a rule for more of them',
    { rules: [{ ...staff('on'), when: { attribute: 'account', op: 'in', values: ['a'] } }] },
    { rules: [staff('on')] },
  ],
  ['being turned on', { enabled: false, rules: [staff('on')] }, { rules: [staff('on')] }],
  ['a default variant', { rules: [] }, { defaultVariant: 'on' }],
  [
    'a default variant when it is off',
    { enabled: false },
    { enabled: false, defaultVariant: 'on' },
  ],
  [
    'those who were turned away',
    { rules: [staff('off'), split(5_000, 9_000)] },
    { rules: [split(5_000, 9_000)] },
  ],
  [
    'those who were turned away later',
    { rules: [staff('off'), split(5_000, 9_000)] },
    { rules: [split(5_000, 9_000), staff('off')] },
  ],
  [
    'nothing to wait for any more',
    { ...needs, rules: [split(5_000, 9_000)] },
    { rules: [split(5_000, 9_000)] },
  ],
  [
    'pages that had nothing',
    { serverOnly: true, rules: [split(5_000, 9_000)] },
    { rules: [split(5_000, 9_000)] },
  ],
] as const)('sees that somebody gets more by %s', (_, before, after) => {
  expect(givesMore(flagOf(before), flagOf(after), 'on')).toBe(true)
})

it('counts whom a rollout compares with as nobody whom the variant was taken from', () => {
  const before = rulesetOf({ rules: [split(5_000, 0), staff('on')] })
  const plan = parsePlan(PLAN)
  const allocation = { controlBps: 5_000, treatmentBps: 5_000, coverageBps: 200 }
  const during = placeShare(before, plan, { step: 'canary', allocation }).flags['checkout']
  expect(givesMore(during, before.flags['checkout'], 'on')).toBe(true)
  expect(givesMore(during, before.flags['checkout'], 'on', plan)).toBe(false)
  const byHand = flagOf({ rules: [split(1, 10_000), staff('on')] })
  expect(givesMore(byHand, before.flags['checkout'], 'on', plan)).toBe(true)
})

const VARIANTS = ['off', 'on', 'blue']
const bps = fc.constantFrom(0, 1, 2_500, 5_000, 9_999, 10_000)

const ruleOf: fc.Arbitrary<object> = fc.record(
  {
    when: fc.constantFrom(
      { segment: 'staff' },
      { not: { segment: 'staff' } },
      { attribute: 'account', op: 'in', values: ['a', 'b'] },
    ),
    window: fc.constantFrom({ startsAt: 1, endsAt: 50 }, { startsAt: 20 }),
    serve: fc.oneof(
      fc.record({ variant: fc.constantFrom(...VARIANTS) }),
      fc
        .record(
          {
            cuts: fc.tuple(bps, bps),
            order: fc.shuffledSubarray(VARIANTS, { minLength: 3 }),
            coverageBps: bps,
            by: fc.constantFrom('targetingKey', 'shop'),
            salt: fc.constantFrom('pepper', 'salt'),
            holdout: fc.constant('late'),
          },
          { requiredKeys: ['cuts', 'order', 'coverageBps', 'salt'] },
        )
        .map(({ cuts, order, ...rest }) => {
          const [low = 0, high = 0] = cuts.toSorted((a, b) => a - b)
          const weights = [low, high - low, 10_000 - high]
          const shares = order.map((variant, at) => ({ variant, weightBps: weights[at] ?? 0 }))
          return { ...rest, split: shares.filter(({ weightBps }) => weightBps > 0) }
        }),
    ),
  },
  { requiredKeys: ['serve'] },
)

const flag = (rules: fc.Arbitrary<readonly object[]>): fc.Arbitrary<object> =>
  fc.record(
    {
      type: fc.constant('string'),
      variants: fc.constant(Object.fromEntries(VARIANTS.map((name) => [name, { value: name }]))),
      defaultVariant: fc.constantFrom('off', 'off', 'off', 'on'),
      enabled: fc.constantFrom(true, true, true, false),
      serverOnly: fc.boolean(),
      prerequisites: fc.constantFrom([], [], needs.prerequisites),
      rules: rules.map((some) => some.map((rule, at) => ({ id: `r${at}`, ...rule }))),
    },
    { requiredKeys: ['type', 'variants', 'defaultVariant', 'rules'] },
  )

/** Two flags by mostly the same rules, some of them gone, in another order or of another coverage. */
const pair = fc
  .array(ruleOf, { minLength: 1, maxLength: 4 })
  .chain((rules) =>
    fc.tuple(
      flag(fc.shuffledSubarray(rules)),
      flag(
        fc
          .tuple(fc.shuffledSubarray(rules), fc.array(fc.option(bps), { minLength: 4 }))
          .map(([some, coverages]) => some.map((rule, at) => covering(rule, coverages[at]))),
      ),
    ),
  )

function covering(rule: object, coverageBps: number | null | undefined): object {
  const { serve } = rule as { serve: object }
  return 'split' in serve && typeof coverageBps === 'number'
    ? { ...rule, serve: { ...serve, coverageBps } }
    : rule
}

const contexts: readonly EvaluationContext[] = Array.from({ length: 120 }, (_, n) => ({
  ...(n % 7 !== 0 && { targetingKey: `unit-${n}` }),
  ...(n % 5 !== 0 && { shop: `shop-${n}` }),
  account: ['staff', 'a', 'c'][n % 3]!,
}))

it('never says that nobody gets more where the evaluator gives it to somebody more', () => {
  let none = 0
  let all = 0
  fc.assert(
    fc.property(pair, ([before, after]) => {
      const [was, is] = [rulesetOf(before), rulesetOf(after)]
      all++
      if (givesMore(was.flags['checkout'], is.flags['checkout'], 'on')) return
      none++
      const [then, now] = [compile(was), compile(is)]
      for (const context of contexts) {
        for (const at of [10, 70]) {
          if (variantOf(now.evaluate('checkout', context, at)) !== 'on') continue
          expect(variantOf(then.evaluate('checkout', context, at))).toBe('on')
        }
      }
    }),
    { numRuns: 2_000 },
  )
  // Who always says that somebody does proves nothing.
  expect(none).toBeGreaterThan(all / 4)
})

function variantOf(evaluation: object): string | undefined {
  return 'variant' in evaluation ? String(evaluation.variant) : undefined
}
