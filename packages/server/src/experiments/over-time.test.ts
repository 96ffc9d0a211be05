import { compareMeans, compareRatesUnpooled, type MetricSummary } from '@sluice/stats'
import { expect, it } from 'vitest'
import { overTimeOf } from './over-time.ts'
import type { SealedPlan } from './sealed-plan.ts'

const plan = {
  control: 'a',
  variants: [
    { key: 'a', share: 0.5 },
    { key: 'b', share: 0.5 },
    { key: 'off', share: 0 },
  ],
  primary: [{ key: 'spent' }],
} as unknown as SealedPlan

const mean = (n: number, value: number): MetricSummary => ({
  kind: 'mean',
  n,
  mean: value,
  variance: 4,
})
const day = (name: string, a: MetricSummary, b: MetricSummary) => ({
  day: name,
  units: { a: a.n, b: b.n },
  metrics: { spent: { a, b } },
})

it('compares the people of each day as Welch does, and all until then as one sample', () => {
  const days = [
    day('2026-11-01', mean(50, 1), mean(50, 2)),
    day('2026-11-02', mean(100, 1), mean(100, 1.5)),
  ]
  const [found, ...others] = overTimeOf(plan, days)
  expect(others).toEqual([])
  const moments = { n: 50, variance: 4 }
  const { interval } = compareMeans({ ...moments, mean: 1 }, { ...moments, mean: 2 })
  expect(found?.daily[0]).toEqual({ day: '2026-11-01', units: 100, estimate: 1, ...interval })
  expect(found?.readOnce[1]).toMatchObject({ day: '2026-11-02', units: 300 })
  // 50 people with 1 more and 100 with 0.5 more.
  expect(found?.readOnce[1]?.estimate).toBeCloseTo(2 / 3, 12)
})

it('tells nothing of a day that fewer than 20 people came on, or on which nothing differs', () => {
  const days = [
    day('2026-11-01', mean(19, 1), mean(50, 2)),
    day(
      '2026-11-02',
      { ...mean(50, 1), variance: 0 } as MetricSummary,
      {
        ...mean(50, 1),
        variance: 0,
      } as MetricSummary,
    ),
  ]
  expect(overTimeOf(plan, days)[0]?.daily).toEqual([])
})

it('tells what people did on each day since they came, where that was measured', () => {
  const rate = (n: number, successes: number): MetricSummary => ({ kind: 'rate', n, successes })
  const since = [0, 1].map((at) => ({
    day: at,
    metrics: { spent: { a: rate(100, 10), b: rate(100, 20 - at) } },
  }))
  const found = overTimeOf(plan, [], since)[0]?.sinceExposure ?? []
  expect(found.map(({ day: at, estimate }) => [at, estimate])).toEqual([
    [0, expect.closeTo(0.1, 12)],
    [1, expect.closeTo(0.09, 12)],
  ])
  const unpooled = compareRatesUnpooled({ n: 100, successes: 10 }, { n: 100, successes: 20 })
  // By the t distribution here, which is a little wider.
  expect(found[0]?.low).toBeCloseTo(unpooled.interval.low, 2)
})

it('leaves a covariate alone where the plan is read without it', () => {
  const adjusted = (mean_: number): MetricSummary => ({
    kind: 'mean',
    n: 50,
    mean: mean_,
    variance: 4,
    covariate: { mean: 1, variance: 4 },
    covariance: 3.5,
  })
  const days = [day('2026-11-01', adjusted(1), adjusted(2))]
  const width = (test: 'unadjusted' | undefined): number => {
    const primary = [{ key: 'spent', ...(test !== undefined && { test }) }]
    const [found] = overTimeOf({ ...plan, primary } as unknown as SealedPlan, days)
    const [point] = found?.daily ?? []
    return (point?.high ?? 0) - (point?.low ?? 0)
  }
  expect(width(undefined)).toBeGreaterThan(0)
  expect(width('unadjusted')).toBeGreaterThan(1.5 * width(undefined))
})
