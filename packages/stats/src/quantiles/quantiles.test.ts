import { describe, expect, it } from 'vitest'
import { binomialQuantile, logBinomialDensity } from '../distributions/binomial.ts'
import { compareQuantiles } from './compare-quantiles.ts'
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

  it('refuses when all values are equal', () => {
    expect(() => mannWhitney([1, 1], [1, 1])).toThrow('All values are equal')
  })
})
