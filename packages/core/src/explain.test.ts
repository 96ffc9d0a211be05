import { expect, it } from 'vitest'
import { bucketOf, compile } from './index.ts'
import { parseRuleset } from './schema.ts'

const split = [
  { variant: 'on', weightBps: 5000 },
  { variant: 'off', weightBps: 5000 },
]
const { ruleset } = parseRuleset({
  schemaVersion: 1,
  attributes: { country: { type: 'string' }, company: { type: 'string', unit: true } },
  segments: { german: { attribute: 'country', op: 'in', values: ['DE'] } },
  layers: { page: {} },
  holdouts: { q4: { shareBps: 5000 } },
  flags: {
    gate: {
      rules: [
        {
          id: 'germans',
          when: { all: [{ segment: 'german' }, { not: { attribute: 'company', op: 'exists' } }] },
          serve: { variant: 'on' },
        },
        { id: 'january', window: { startsAt: 10, endsAt: 20 }, serve: { variant: 'on' } },
        { id: 'split', serve: { split, coverageBps: 2000, salt: 's' } },
        { id: 'rest', serve: { variant: 'off' } },
      ],
    },
    guarded: {
      rules: [
        {
          id: 'split',
          serve: {
            split,
            salt: 's',
            layer: { name: 'page', fromBps: 0, toBps: 5000 },
            holdout: 'q4',
          },
        },
      ],
    },
    'by-company': { rules: [{ id: 'split', serve: { split, by: 'company' } }] },
    stopped: { enabled: false, rules: [{ id: 'all', serve: { variant: 'on' } }] },
    needs: {
      prerequisites: [{ flag: 'stopped', variants: ['on'] }],
      rules: [{ id: 'all', serve: { variant: 'on' } }],
    },
    gone: { archived: true },
  },
})
const flags = compile({ ...ruleset, version: 7 })
const statuses = (key: string, context: object, now = 0) =>
  flags
    .explain(key, { ...context }, now)
    .rules.map(({ id, status, because }) => `${id} ${status} ${because}`)

/** The first unit whose buckets are in `[from, to)` of each salt, in shares of one. */
function unitWith(
  ...places: readonly (readonly [salt: string, from: number, to: number])[]
): string {
  for (let index = 0; ; index++) {
    const unit = `user-${index}`
    const fits = places.every(([salt, from, to]) => {
      const share = bucketOf(unit, salt) / 2 ** 32
      return from <= share && share < to
    })
    if (fits) return unit
  }
}

it('shows what each condition saw, and its outcome', () => {
  const { rules, version, at } = flags.explain('gate', { country: 'DE', company: 'acme' }, 5)
  expect([version, at]).toEqual([7, 5])
  expect(rules[0]).toEqual({
    id: 'germans',
    status: 'failed',
    because: 'condition',
    when: {
      kind: 'all',
      outcome: 'false',
      conditions: [
        {
          kind: 'segment',
          segment: 'german',
          outcome: 'true',
          condition: {
            kind: 'attribute',
            attribute: 'country',
            op: 'in',
            values: ['DE'],
            seen: 'DE',
            outcome: 'true',
          },
        },
        {
          kind: 'not',
          outcome: 'false',
          condition: {
            kind: 'attribute',
            attribute: 'company',
            op: 'exists',
            seen: 'acme',
            outcome: 'true',
          },
        },
      ],
    },
  })
})

it('shows a missing attribute by not showing one, and the rule as unknown', () => {
  const [rule] = flags.explain('gate', { targetingKey: 'u' }, 0).rules
  expect(rule).toMatchObject({ status: 'unknown', because: 'condition' })
  expect(JSON.stringify(rule?.when)).not.toContain('seen')
})

it('shows which rule decided, and skips those after it', () => {
  expect(statuses('gate', { country: 'DE' })).toEqual([
    'germans passed served',
    'january skipped not-reached',
    'split skipped not-reached',
    'rest skipped not-reached',
  ])
})

it('shows windows, for any time', () => {
  const window = (now: number) => flags.explain('gate', { targetingKey: 'u' }, now).rules[1]
  expect(window(9)).toMatchObject({
    status: 'failed',
    because: 'window',
    window: { startsAt: 10, endsAt: 20, open: false },
  })
  expect(window(10)).toMatchObject({ status: 'passed', window: { open: true }, variant: 'on' })
  expect(window(20)).toMatchObject({ status: 'failed', window: { open: false } })
})

it('shows the bucket against the ranges', () => {
  const unit = unitWith(['s', 0.5, 0.6])
  const { rules, decision, evaluation } = flags.explain('gate', { targetingKey: unit }, 0)
  const bucket = bucketOf(unit, 's')
  expect(rules[2]).toEqual({
    id: 'split',
    status: 'passed',
    because: 'served',
    variant: 'off',
    split: {
      by: 'targetingKey',
      unit,
      coverageBps: 2000,
      bucket: { bucket, bucketBps: Math.floor((bucket / 2 ** 32) * 1e6) / 100 },
      ranges: [
        { variant: 'on', fromBps: 0, coveredToBps: 1000, toBps: 5000 },
        { variant: 'off', fromBps: 5000, coveredToBps: 6000, toBps: 10_000 },
      ],
      home: 'off',
      covered: true,
    },
  })
  expect(decision).toEqual({ by: 'rule', ruleId: 'split', variant: 'off' })
  expect(evaluation).toMatchObject({ variant: 'off', reason: 'SPLIT' })
})

it('shows a unit outside coverage with the home it would have', () => {
  const unit = unitWith(['s', 0.2, 0.4])
  expect(flags.explain('gate', { targetingKey: unit }, 0).rules[2]).toMatchObject({
    status: 'failed',
    because: 'coverage',
    split: { home: 'on', covered: false },
  })
})

it('shows the slot of the layer and the holdout, and where the unit would have been', () => {
  const outside = unitWith(['layer:page', 0.5, 1])
  expect(flags.explain('guarded', { targetingKey: outside }, 0)).toMatchObject({
    decision: { by: 'default' },
    rules: [
      {
        status: 'failed',
        because: 'layer',
        split: {
          layer: { name: 'page', fromBps: 0, toBps: 5000, inside: false },
          bucket: { bucket: bucketOf(outside, 's') },
        },
      },
    ],
  })
  const held = unitWith(['layer:page', 0, 0.5], ['holdout:q4', 0, 0.5])
  expect(flags.explain('guarded', { targetingKey: held }, 0)).toMatchObject({
    decision: { by: 'holdout', ruleId: 'split', variant: 'off' },
    rules: [
      {
        status: 'passed',
        because: 'held-out',
        variant: 'off',
        split: {
          layer: { inside: true },
          holdout: {
            name: 'q4',
            shareBps: 5000,
            heldOut: true,
            bucket: bucketOf(held, 'holdout:q4'),
          },
        },
      },
    ],
  })
})

it('shows a missing unit: unknown for the targeting key, not included for another', () => {
  expect(statuses('gate', { country: 'FR' })[2]).toBe('split unknown unit-missing')
  expect(flags.explain('gate', { country: 'FR' }, 0).decision).toEqual({ by: 'error' })
  expect(statuses('by-company', { targetingKey: 'u' })).toEqual(['split failed unit-missing'])
  expect(flags.explain('by-company', {}, 0).decision).toEqual({ by: 'default' })
})

it('shows prerequisites with what they served', () => {
  expect(flags.explain('needs', {}, 0)).toMatchObject({
    decision: { by: 'prerequisite', flag: 'stopped' },
    prerequisites: [
      {
        flag: 'stopped',
        variants: ['on'],
        met: false,
        evaluation: { variant: 'off', reason: 'DISABLED' },
      },
    ],
    rules: [{ id: 'all', status: 'skipped' }],
  })
})

it('shows a flag that is off, archived or not there', () => {
  expect(flags.explain('stopped', {}, 0)).toMatchObject({
    decision: { by: 'off' },
    rules: [{ status: 'skipped' }],
  })
  expect(flags.explain('gone', {}, 0).decision).toEqual({ by: 'not-found', archived: true })
  expect(flags.explain('never', {}, 0).decision).toEqual({ by: 'not-found', archived: false })
})

it('can be written as JSON', () => {
  const explanation = flags.explain('gate', { targetingKey: 'u', country: 'FR' }, 0)
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation)
})
