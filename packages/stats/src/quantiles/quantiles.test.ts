import { describe, expect, it } from 'vitest'
import { binomialQuantile, logBinomialDensity } from '../distributions/binomial.ts'
import { compareQuantiles, quantileEstimate } from './compare-quantiles.ts'
import { mannWhitney } from './mann-whitney.ts'
import { quantileInterval } from './quantile.ts'

describe('quantileInterval', () => {
  const values = Array.from({ length: 50 }, (_, index) => (index * 37) % 50)

  it('matches the ranks of scipy.stats.binom.ppf for the median of 50', () => {
    const { estimate, interval } = quantileInterval(values, 0.5)
    expect(estimate).toBe(24.5)
    // Ranks 18 and 32 + 1, and the values are 0 to 49.
    expect(interval).toEqual({ low: 17, high: 32 })
  })

  it('says how it was asked, and reaches less far for a larger alpha', () => {
    const result = quantileInterval(values, 0.5, { alpha: 0.32 })
    expect(result.settings).toEqual({ alpha: 0.32, share: 0.5 })
    expect(quantileInterval(values, 0.5).settings).toEqual({ alpha: 0.05, share: 0.5 })
    // qbinom(0.16, 50, 0.5) is 21 or 22 by the normal, and qbinom(0.84, 50, 0.5) + 1.
    expect(result.interval).toEqual({ low: 20, high: 29 })
    expect(quantileInterval(values, 0.25).estimate).toBe(12.25)
    expect(quantileInterval([5], 0.7).estimate).toBe(5)
  })

  it('refuses no values, and names one that is none', () => {
    expect(() => quantileInterval([], 0.5)).toThrow('At least 1')
    expect(() => quantileInterval([1, NaN], 0.5)).toThrow('values[1] is NaN')
    expect(() => mannWhitney([1, 2], [Infinity])).toThrow('values[0] is Infinity')
  })

  it('ends at the first and the last value where these are just enough', () => {
    // qbinom(0.025, 6, 0.5) is 1, and qbinom(0.975, 6, 0.5) is 5.
    expect(quantileInterval([4, 1, 3, 6, 2, 5], 0.5).interval).toEqual({ low: 1, high: 6 })
    expect(quantileInterval([4, 1, 3, 2, 5], 0.5).interval).toEqual({
      low: -Infinity,
      high: Infinity,
    })
  })

  it('is infinite where there are too few values', () => {
    const few = quantileInterval([1, 2, 3], 0.5)
    expect(few.interval).toEqual({ low: -Infinity, high: Infinity })
    expect(quantileInterval(values, 0.99).interval.high).toBe(Infinity)
  })

  it.each([
    [0.025, 200, 0.9, 171],
    [0.975, 200, 0.9, 188],
    [0.025, 1e6, 0.99, 989_805],
  ])('has binomial quantiles of scipy: %d of %d at %d', (share, n, p, expected) => {
    expect(binomialQuantile(share, n, p)).toBe(expected)
  })

  it('has binomial densities of scipy', () => {
    expect(logBinomialDensity(3, 10, 0.2)).toBeCloseTo(-1.6028268537197223, 13)
    expect(logBinomialDensity(5000, 10_000, 0.5)).toBeCloseTo(-4.830986538632715, 12)
    expect(logBinomialDensity(0, 10, 0.2)).toBeCloseTo(10 * Math.log(0.8), 14)
    expect(logBinomialDensity(11, 10, 0.2)).toBe(-Infinity)
  })
})

describe('compareQuantiles', () => {
  const slow = Array.from({ length: 400 }, (_, index) => ((index * 173) % 400) / 100)

  it('finds that everything takes one second longer', () => {
    const result = compareQuantiles(
      slow,
      slow.map((value) => value + 1),
      0.9,
    )
    expect(result.estimate).toBeCloseTo(1, 12)
    expect(result.interval.low).toBeGreaterThan(0)
  })

  it('has the error of half its order-statistic interval, worked out by hand', () => {
    // Ranks ⌊360 - 11.76⌋ and ⌊360 + 11.76⌋ + 1 of 0 to 3.99.
    const { mean, squaredError, n } = quantileEstimate(slow, 0.9)
    expect(mean).toBeCloseTo(3.591, 12)
    expect(Math.sqrt(squaredError)).toBeCloseTo((3.71 - 3.47) / (2 * 1.959963984540054), 12)
    expect(n).toBe(400)
    const wide = slow.map((value) => 2 * value)
    const result = compareQuantiles(slow, wide, 0.9)
    expect(result.standardError).toBeCloseTo(Math.sqrt(5 * squaredError), 12)
    expect(result.method).toBe('quantile_difference')
  })

  it('takes an interval that ends at the first value, or at the last', () => {
    // Half of 8 less 2.77 is 1 and a bit; 31.5 of 35 more 3.48 is just below the last.
    const rising = (count: number) => Array.from({ length: count }, (_, index) => index)
    expect(Math.sqrt(quantileEstimate(rising(8), 0.5).squaredError)).toBeCloseTo(
      6 / (2 * 1.959963984540054),
      12,
    )
    expect(Math.sqrt(quantileEstimate(rising(35), 0.9).squaredError)).toBeCloseTo(
      (34 - 27) / (2 * 1.959963984540054),
      12,
    )
    expect(() => quantileEstimate(rising(7), 0.5)).toThrow('7 values are too few')
    expect(() => quantileEstimate(rising(34), 0.9)).toThrow('34 values are too few')
    expect(() => quantileEstimate([1], 0.5)).toThrow('At least 2')
  })

  it('compares with a variant whose values are all equal there', () => {
    const constant = Array.from<number>({ length: 100 }).fill(1)
    expect(compareQuantiles(constant, slow, 0.5).standardError).toBeGreaterThan(0)
  })

  it('refuses too few values, and values without any spread', () => {
    expect(() => compareQuantiles([1, 2, 3], slow, 0.9)).toThrow('3 values are too few')
    const constant = Array.from<number>({ length: 100 }).fill(1)
    expect(() => compareQuantiles(constant, constant, 0.5)).toThrow('equal')
  })
})

describe('mannWhitney', () => {
  // Hollander, Wolfe (1973), p. 29: depression scale factor, R's first example of wilcox.test.
  const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
  const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]

  it('matches scipy.stats.mannwhitneyu with ties and both corrections', () => {
    const result = mannWhitney(first, second)
    expect(result.u).toBe(23)
    expect(result.p).toBeCloseTo(0.13291945818531892, 13)
    expect(mannWhitney(first, second, { side: 'less' }).p).toBeCloseTo(0.06645972909265946, 13)
  })

  it('counts pairs and halves of ties, worked out by hand', () => {
    // 2 beats 1; 3 beats 1 and 2, ties with 3; 5 beats all four.
    const result = mannWhitney([1, 2.5, 3, 4], [2, 3, 5])
    expect(result.u).toBe(1 + 2.5 + 4)
    expect(result.estimate).toBe(7.5 / 12)
    // One tie of two among seven: 12 / 12 × (8 - 6 / 42).
    expect(result.statistic).toBeCloseTo((7.5 - 6 - 0.5) / Math.sqrt(8 - 1 / 7), 13)
    const greater = mannWhitney([1, 2.5, 3, 4], [2, 3, 5], { side: 'greater' })
    expect(greater.statistic).toBeCloseTo((7.5 - 6 - 0.5) / Math.sqrt(8 - 1 / 7), 13)
    const less = mannWhitney([1, 2.5, 3, 4], [2, 3, 5], { side: 'less' })
    expect(less.statistic).toBeCloseTo((7.5 - 6 + 0.5) / Math.sqrt(8 - 1 / 7), 13)
    expect(less.p).toBeGreaterThan(0.5)
    // Ties of the control alone count as well, and those of three.
    expect(mannWhitney([1, 1, 1, 4], [2, 3, 5]).statistic).toBeCloseTo(
      (9 + 1 - 6 - 0.5) / Math.sqrt(8 - 24 / 42),
      13,
    )
    expect(mannWhitney([2, 3, 5, 5], [1, 1, 4]).statistic).toBeCloseTo(
      (2 - 6 + 0.5) / Math.sqrt(8 - 12 / 42),
      13,
    )
    expect(mannWhitney([1, 4], [2, 3]).statistic).toBeCloseTo(0, 14)
    // The least that there can be: a variance of a quarter.
    expect(mannWhitney([1], [2], { side: 'less' }).statistic).toBeCloseTo(2, 14)
  })

  it('refuses when all values are equal', () => {
    expect(() => mannWhitney([1, 1], [1, 1])).toThrow('All values are equal')
  })
})
