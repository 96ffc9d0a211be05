import { expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import { rateOf } from './binary.ts'
import { compareMeans } from '../means/welch.ts'
import type { MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { sumDays } from './whole-weeks.ts'

const rowOf = (given: AnalysisPlan, control: MetricSummary, short: MetricSummary) => {
  const [row] = analyze(given, { ...data, metrics: { bought: { control, short } } }).primary
  if (row === undefined || 'refused' in row) throw new Error(row?.message)
  return row
}

it('doubts a lift of rates as much as their difference', () => {
  const { difference, lift } = rowOf(plan, rate(1000), rate(1060))
  if ('refused' in lift) throw new Error(lift.message)
  expect(lift.p).toBeCloseTo(difference.p, 12)
  expect(lift.estimate).toBeCloseTo(0.06, 14)
  expect(lift.standardError).toBeCloseTo(difference.standardError / 0.1, 14)
})

it('is read as it is asked for, which is once', () => {
  const { difference } = rowOf(plan, rate(1000), rate(1060))
  expect(difference.settings).toEqual({ alpha: 0.05, side: 'two_sided' })
})

it('names degrees of freedom where the test has them', () => {
  const asMean: AnalysisPlan = { ...plan, primary: [{ ...plan.primary[0]!, kind: 'mean' }] }
  const mean = (value: number) => ({ kind: 'mean', n: 10_000, mean: value, variance: 4 }) as const
  // Satterthwaite's are 2 (n - 1) for variants that are as large and as uneven.
  expect(rowOf(asMean, mean(5), mean(6)).difference.df).toBeCloseTo(19_998, 8)
  expect(rowOf(plan, rate(1000), rate(1060)).difference).not.toHaveProperty('df')
})

it("has Welch's interval of a difference of means", () => {
  const asMean: AnalysisPlan = { ...plan, primary: [{ ...plan.primary[0]!, kind: 'mean' }] }
  const mean = (value: number) => ({ kind: 'mean', n: 10_000, mean: value, variance: 4 }) as const
  const { difference } = rowOf(asMean, mean(5), mean(6))
  expect(difference).toEqual(compareMeans(mean(5), mean(6)))
})

it('has a lift of -1 where nobody has anything any more', () => {
  const asMean: AnalysisPlan = { ...plan, primary: [{ ...plan.primary[0]!, kind: 'mean' }] }
  const mean = (value: number, variance: number) =>
    ({ kind: 'mean', n: 10_000, mean: value, variance }) as const
  expect(rowOf(asMean, mean(10, 4), mean(0, 0)).lift).toMatchObject({
    method: 'lift_fieller',
    estimate: -1,
    interval: { low: -1, high: -1 },
  })
})

it('tells zeros and ones by their mean and variance, few or many', () => {
  // 0 and 1
  expect(rateOf({ n: 2, mean: 0.5, variance: 0.5 })).toEqual({ successes: 1, n: 2 })
  expect(rateOf({ n: 1, mean: 1, variance: 0 })).toBeUndefined()
  // 0 and 3
  expect(rateOf({ n: 2, mean: 1.5, variance: 4.5 })).toBeUndefined()
  // -1 and 1
  expect(rateOf({ n: 2, mean: 0, variance: 2 })).toBeUndefined()
  expect(rateOf({ n: 5, mean: 0, variance: 0 })).toEqual({ successes: 0, n: 5 })
  // n times the mean is off by a ten-thousandth, the last digit of a double.
  const n = 3e12 + 3
  const mean = 1e12 / n
  const many = { n, mean, variance: (mean * (1 - mean) * n) / (n - 1) }
  expect(rateOf(many)).toEqual({ successes: 1e12, n })
})

it('adds a day of a single unit up, whatever is measured of it', () => {
  const spread = { mean: 2, variance: 0 }
  const mean = { kind: 'mean', n: 1, ...spread, covariate: spread, covariance: 0 } as const
  const ratio = {
    kind: 'ratio',
    n: 1,
    numerator: spread,
    denominator: spread,
    covariance: 0,
    covariate: spread,
    numeratorCovariance: 0,
    denominatorCovariance: 0,
  } as const
  for (const summary of [mean, ratio]) {
    const metrics = { value: { control: summary }, bought: { control: rate(3, 9) } }
    expect(sumDays([{ day: '2026-11-01', units: { control: 9 }, metrics }])).toEqual(metrics)
  }
})
