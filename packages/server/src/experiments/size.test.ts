import { powerOfMeans, sampleSizeOfMeans, type StoppingRule } from '@sluice/stats'
import { expect, it } from 'vitest'
import type { SealedPlan } from './sealed-plan.ts'
import { baselineOf, sizeOf } from './size.ts'

const baseline = { mean: 0.1, variance: 0.09, units: 5000 }

function planWith(stopping: StoppingRule, minimumEffect = 0.1): SealedPlan {
  return {
    experiment: 'words',
    hypothesis: 'x',
    control: 'a',
    variants: [
      { key: 'a', share: 0.5 },
      { key: 'b', share: 0.5 },
    ],
    primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better', minimumEffect }],
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

it('asks for as many units as the sample size of one look', () => {
  const { units, weeks } = sizeOf(
    planWith({ kind: 'fixed', units: 30_000 }),
    { bought: baseline },
    1000,
  )
  const { control } = sampleSizeOfMeans(0.01, { variance: 0.09 })
  expect(units).toBeGreaterThanOrEqual(2 * control - 2)
  expect(units).toBeLessThanOrEqual(2 * control + 2)
  expect(weeks).toBe(5)
})

it.each([
  { kind: 'group_sequential', units: 40_000, fractions: [0.25, 0.5, 0.75, 1] },
  { kind: 'always_valid' },
] as const)('has at least the planned power with the units of $kind', (stopping) => {
  const { units } = sizeOf(planWith(stopping), { bought: baseline }, 1000)
  const design =
    stopping.kind === 'always_valid'
      ? ({ kind: 'always_valid', looks: 4 } as const)
      : ({ kind: 'group_sequential', looks: 4 } as const)
  const { power } = powerOfMeans(0.01, (units ?? 0) / 2, { variance: 0.09, design })
  expect(power).toBeGreaterThanOrEqual(0.79)
  expect(power).toBeLessThan(0.92)
})

it('finds smaller lifts the longer it runs', () => {
  const { metrics } = sizeOf(planWith({ kind: 'always_valid' }), { bought: baseline }, 1000)
  const lifts = metrics[0]?.curve.map(({ lift }) => lift ?? 0) ?? []
  expect(lifts).toHaveLength(7)
  expect(lifts).toEqual(lifts.toSorted((a, b) => b - a))
})

it.each([
  { kind: 'fixed', units: 3_000 },
  { kind: 'group_sequential', units: 6_000, fractions: [0.25, 0.5] },
  { kind: 'always_valid', maximumUnits: 3_000 },
] as const)('finds no more in longer than a $kind plan reads units', (stopping) => {
  const { metrics } = sizeOf(planWith(stopping), { bought: baseline }, 1000)
  const detectableLift = metrics[0]?.detectableLift
  expect(new Set(metrics[0]?.curve.map(({ lift }) => lift))).toEqual(new Set([detectableLift]))
  const longer = {
    ...stopping,
    ...(stopping.kind === 'always_valid' ? { maximumUnits: 9e5 } : { units: 9e5 }),
  }
  const open = sizeOf(planWith(longer), { bought: baseline }, 1000).metrics[0]
  expect(open?.curve[0]?.lift).toBeLessThan(detectableLift ?? 0)
})

it('goes by the spending that the looks are read with', () => {
  const stopping = { kind: 'group_sequential', units: 9_000, fractions: [0.5, 1] } as const
  const [usual, pocock] = [stopping, { ...stopping, spending: 'pocock' } as const].map(
    (one) => sizeOf(planWith(one), { bought: baseline }, 1000).units ?? 0,
  )
  expect(pocock).toBeGreaterThan(1.05 * (usual ?? 0))
})

it('says nothing of a metric that nothing is known of', () => {
  const { units, metrics } = sizeOf(planWith({ kind: 'always_valid' }), { bought: null }, 1000)
  expect([units, metrics[0]?.detectableLift]).toEqual([null, null])
})

it('takes all variants of before as one sample', () => {
  const rates = {
    a: { kind: 'rate', successes: 10, n: 100 },
    b: { kind: 'rate', successes: 30, n: 100 },
  } as const
  expect(baselineOf(rates)).toEqual({ mean: 0.2, variance: expect.closeTo(0.16, 12), units: 200 })
  expect(baselineOf({})).toBeNull()
})

it('counts who comes early enough to live what decides, and waits for the last of them', () => {
  const DAY_MS = 86_400_000
  const bought = {
    kind: 'conversion',
    outcome: 'purchase',
    direction: 'higher_is_better',
    windowMs: 7 * DAY_MS,
    completeOnly: true,
  } as const
  const plain = planWith({ kind: 'fixed', units: 7_000 }, 0.2)
  const waits = { ...plain, definitions: { bought } }
  const [at, later] = [plain, waits].map((plan) => sizeOf(plan, { bought: baseline }, 1000))
  expect([at?.reachable, later?.reachable]).toEqual([14_000, 7_000])
  expect([at?.lived, later?.lived]).toEqual([null, { metric: 'bought', ms: 7 * DAY_MS }])
  expect([at?.units, at?.weeks]).toEqual([later?.units, (later?.weeks ?? 0) - 1])
  const [lifts, livedLifts] = [at, later].map((size) => size?.metrics[0]?.curve ?? [])
  // In one week nobody has lived a week, and two weeks have the units of one.
  expect(livedLifts?.[0]).toEqual({ weeks: 1, lift: null })
  expect(livedLifts?.[1]?.lift).toBe(lifts?.[0]?.lift)
})

it('plans no fewer units of a mean than are read at its split', () => {
  const uneven = (kind: 'mean' | 'rate', stopping: StoppingRule): number | null => {
    const plan = planWith(stopping, 8)
    const variants = [
      { key: 'a', share: 0.9 },
      { key: 'b', share: 0.1 },
    ]
    const primary = plan.primary.map((metric) => ({ ...metric, kind }))
    return sizeOf({ ...plan, variants, primary }, { bought: baseline }, 1000).units
  }
  const fixed = { kind: 'fixed', units: 3000 } as const
  expect(uneven('rate', fixed)).toBeLessThan(300)
  // 182 in a variant of a tenth are read, whatever chance takes from them.
  expect(uneven('mean', fixed)).toBe(1820)
  expect(uneven('mean', { kind: 'always_valid' })).toBeGreaterThan(2000)
})
