import { analyze, type StoppingRule } from '@sluice/stats'
import { describe, expect, it } from 'vitest'
import { progressOf } from './progress.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { sizeOf } from './size.ts'

const DAY_MS = 86_400_000

const planOf = (stopping: StoppingRule, treatments: readonly string[]): SealedPlan => ({
  experiment: 'words',
  hypothesis: 'x',
  control: 'a',
  variants: ['a', ...treatments].map((key) => ({ key, share: 1 / (treatments.length + 1) })),
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  stopping,
  flag: 'cta',
  rule: 'r',
  unit: 'targetingKey',
  weeks: 2,
  covariates: [],
  apart: [],
  definitions: {},
})

describe.each<readonly [string, StoppingRule, readonly string[]]>([
  ['may be read at any time', { kind: 'always_valid' }, ['b']],
  ['compares two treatments', { kind: 'always_valid' }, ['b', 'c']],
  ['is read once', { kind: 'fixed', units: 4000 }, ['b']],
  ['is at its last look', { kind: 'group_sequential', units: 4000, fractions: [0.5, 1] }, ['b']],
])('a plan that %s', (_title, stopping, treatments) => {
  it('would find by now what its power says, since it is one test', () => {
    const plan = planOf(stopping, treatments)
    const n = 4200 / (treatments.length + 1)
    const keys = ['a', ...treatments]
    const rates = keys.map((key) => [key, { kind: 'rate', successes: n / 5, n } as const])
    const metrics = { bought: Object.fromEntries(rates) }
    const units = Object.fromEntries(keys.map((key) => [key, n]))
    const analysis = analyze(plan, { units, metrics, ranMs: 14 * DAY_MS })
    const now = progressOf({ plan, startedAt: 0 }, analysis, metrics, 14 * DAY_MS)
    const baseline = { mean: 0.2, variance: 0.16, units: 4200 }
    const size = sizeOf(plan, { bought: baseline }, 4200 / 14)
    const [planned] = size.metrics
    const found = now.detectable[0]?.lift ?? 0
    // A look has a few more units than it was planned at.
    expect(found / (planned?.detectableLift ?? 0)).toBeGreaterThan(0.95)
    expect(found / (planned?.detectableLift ?? 0)).toBeLessThan(1.05)
  })
})
