import { describe, expect, it } from 'vitest'
import { StatsError } from '../errors.ts'
import { momentsOf } from '../moments/moments.ts'
import { compareMeans } from './welch.ts'

// R's `sleep`: extra hours of sleep under two drugs (Student 1908).
const drug1 = momentsOf([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
const drug2 = momentsOf([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

describe('compareMeans', () => {
  it("matches R's example t.test(extra ~ group, data = sleep)", () => {
    const result = compareMeans(drug1, drug2)
    expect(result.statistic).toBeCloseTo(1.8608, 4)
    expect(result.df).toBeCloseTo(17.776, 3)
    expect(result.p).toBeCloseTo(0.07939, 5)
    expect(result.interval.low).toBeCloseTo(-0.2054832, 7)
    expect(result.interval.high).toBeCloseTo(3.3654832, 7)
  })

  it('keeps a p-value of 1e-300 as a number', () => {
    const result = compareMeans(
      { n: 1e6, mean: 0, variance: 1 },
      { n: 1e6, mean: 0.0524, variance: 1 },
    )
    expect(result.statistic).toBeCloseTo(37.052, 3)
    expect(result.p).toBeGreaterThan(1e-301)
    expect(result.p).toBeLessThan(1e-299)
  })

  it('keeps the logarithm of a p-value that no double can hold', () => {
    const result = compareMeans({ n: 1e9, mean: 0, variance: 1 }, { n: 1e9, mean: 1, variance: 1 })
    expect(result.p).toBe(0)
    // mpmath, by integration with 50 digits
    expect(result.logP).toBeCloseTo(-223143561.42034513, 4)
  })

  it('tests against another difference than 0, and says so', () => {
    const result = compareMeans(drug1, drug2, { nullValue: 1.58 })
    expect(result.p).toBeCloseTo(1, 12)
    expect(result.settings).toEqual({ alpha: 0.05, side: 'two_sided', nullValue: 1.58 })
    expect(compareMeans(drug1, drug2).settings).toEqual({ alpha: 0.05, side: 'two_sided' })
  })

  it('works when one variant does not vary', () => {
    const result = compareMeans({ n: 10, mean: 1, variance: 0 }, { n: 10, mean: 2, variance: 1 })
    expect(result.df).toBe(9)
    expect(result.p).toBeLessThan(0.05)
  })

  it.each([
    ['insufficient_data', { n: 1, mean: 0, variance: 0 }],
    ['insufficient_data', { n: 0, mean: 0, variance: 0 }],
    ['invalid_input', { n: 2.5, mean: 0, variance: 1 }],
    ['invalid_input', { n: -3, mean: 0, variance: 1 }],
    ['invalid_input', { n: 3, mean: NaN, variance: 1 }],
    ['invalid_input', { n: 3, mean: Infinity, variance: 1 }],
    ['invalid_input', { n: 3, mean: 0, variance: -1 }],
  ] as const)('refuses with %s what is %o', (category, moments) => {
    const other = { n: 10, mean: 1, variance: 1 }
    for (const call of [() => compareMeans(moments, other), () => compareMeans(other, moments)]) {
      expect(call).toThrow(StatsError)
      expect(call).toThrow(expect.objectContaining({ category }))
    }
  })

  it('refuses when neither variant varies, instead of a p of 1', () => {
    const constant = { n: 10, mean: 1, variance: 0 }
    expect(() => compareMeans(constant, constant)).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
  })

  it.each([0, 1, 5, NaN])('refuses an alpha of %d', (alpha) => {
    expect(() => compareMeans(drug1, drug2, { alpha })).toThrow(/alpha is .* between 0 and 1/)
  })
})
