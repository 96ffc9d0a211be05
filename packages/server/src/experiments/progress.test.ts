import { analyze, isRefusal, type AnalysisData, type StoppingRule } from '@sluice/stats'
import { expect, it } from 'vitest'
import { progressOf } from './progress.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { sizeOf } from './size.ts'

const rate = (n: number, successes: number) => ({ kind: 'rate', n, successes }) as const
const BASELINE = { mean: 0.2, variance: 0.16, units: 3_510 }

function planWith(stopping: StoppingRule, treatments: readonly string[]): SealedPlan {
  return {
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
  }
}

/** What it finds by now, what planning says of as many units, and how far its interval reaches. */
function found(stopping: StoppingRule, treatments: readonly string[], units = 3_510) {
  const plan = planWith(stopping, treatments)
  const n = units / (treatments.length + 1)
  const variants = plan.variants.map(({ key }) => key)
  const metrics = { bought: Object.fromEntries(variants.map((key) => [key, rate(n, n / 5)])) }
  const data: AnalysisData = {
    units: Object.fromEntries(variants.map((key) => [key, n])),
    metrics,
    ranMs: 14 * 86_400_000,
  }
  const analysis = analyze(plan, data)
  const { detectable } = progressOf(
    { plan, startedAt: 0, countedFrom: 0 },
    analysis,
    metrics,
    data.ranMs ?? 0,
  )
  const reach = analysis.primary.map((row) =>
    isRefusal(row) || isRefusal(row.lift) ? NaN : -row.lift.interval.low,
  )
  const planned = sizeOf(plan, { bought: BASELINE }, units / 14).metrics[0]?.detectableLift
  return { lift: detectable[0]?.lift ?? NaN, planned: planned ?? NaN, reach: Math.max(...reach) }
}

it.each([
  [{ kind: 'fixed', units: 3_510 }, ['b']],
  [{ kind: 'always_valid' }, ['b']],
  [{ kind: 'always_valid' }, ['b', 'c']],
  [{ kind: 'group_sequential', units: 3_510, fractions: [0.25, 0.5, 0.75, 1] }, ['b']],
  [{ kind: 'fixed', units: 3_510 }, ['b', 'c']],
] as const)(
  'finds by now what planning says of as many units: %o, against %o',
  (stopping, others) => {
    const { lift, planned, reach } = found(stopping, others)
    expect(lift / planned).toBeCloseTo(1, 2)
    // What is found as often as not is as large as the interval reaches.
    expect(lift).toBeGreaterThan(1.2 * reach)
  },
)

it('goes by the boundary of the look that was reached', () => {
  const looks = {
    kind: 'group_sequential',
    units: 4 * 3_510,
    fractions: [0.25, 0.5, 0.75, 1],
  } as const
  const { lift, reach } = found(looks, ['b'])
  expect(lift).toBeGreaterThan(1.15 * reach)
  expect(lift).toBeGreaterThan(1.7 * found({ kind: 'fixed', units: 3_510 }, ['b']).lift)
})
