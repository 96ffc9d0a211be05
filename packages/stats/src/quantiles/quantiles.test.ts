import { describe, expect, it } from 'vitest'
import { binomialQuantile, logBinomialDensity } from '../distributions/binomial.ts'
import { createChance } from '../../simulation/chance.ts'
import {
  compareQuantileEstimates,
  compareQuantiles,
  liftOfQuantiles,
  quantileEstimate,
  quantileRanks,
} from './compare-quantiles.ts'
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

  it('has the error of its order-statistic intervals towards 0, worked out by hand', () => {
    // Ranks ⌊360 - 11.76⌋ and ⌊360 + 11.76⌋ + 1 of 0 to 3.99.
    const own = quantileEstimate(slow, 0.9)
    expect(quantileRanks(400, 0.9)).toEqual([348, 372])
    expect(own).toEqual({ estimate: expect.closeTo(3.591, 12), low: 3.47, high: 3.71, n: 400 })
    const wide = slow.map((value) => 2 * value)
    const result = compareQuantiles(slow, wide, 0.9)
    const z = 1.959963984540054
    const [below, above] = [Math.hypot(2 * 0.121, 0.119), Math.hypot(2 * 0.119, 0.121)]
    expect(result.standardError).toBeCloseTo(below / z, 12)
    expect(result.interval.low).toBeCloseTo(3.591 - below, 12)
    expect(result.interval.high).toBeCloseTo(3.591 + above, 12)
    expect(result.method).toBe('quantile_difference')
    // The other way round it is the other side that reaches towards 0.
    const back = compareQuantiles(wide, slow, 0.9)
    expect(back.statistic).toBeCloseTo(-result.statistic, 12)
    expect(back.p).toBeCloseTo(result.p, 14)
    expect(compareQuantiles(slow, slow, 0.9)).toMatchObject({ estimate: 0, p: 1 })
  })

  it('takes the error of the side towards 0, and at 0 of whichever side there is', () => {
    const around = (estimate: number, low: number, high: number) => ({
      estimate: estimate + 5,
      low: low + 5,
      high: high + 5,
      n: 100,
    })
    const errorOf = (treatment: ReturnType<typeof around>): number =>
      compareQuantileEstimates(around(0, 0, 0), treatment).standardError
    const z = 1.959963984540054
    expect(errorOf(around(0.5, 0.2, 2.5))).toBeCloseTo(0.3 / z, 12)
    expect(errorOf(around(-0.5, -0.7, 2.5))).toBeCloseTo(3 / z, 12)
    expect(errorOf(around(0, -0.4, 0.9))).toBeCloseTo(0.4 / z, 12)
    expect(errorOf(around(0, 0, 0.9))).toBeCloseTo(0.9 / z, 12)
    expect(errorOf(around(0, -0.4, 0))).toBeCloseTo(0.4 / z, 12)
  })

  it('reads a lift on the scale of logarithms, and refuses one over 0', () => {
    const waited = slow.map((value) => value + 1)
    const [control, treatment] = [quantileEstimate(waited, 0.5), quantileEstimate(slow, 0.9)]
    const result = liftOfQuantiles(control, treatment)
    expect(result.estimate).toBeCloseTo(treatment.estimate / control.estimate - 1, 12)
    const below = Math.hypot(
      Math.log(treatment.estimate / treatment.low),
      Math.log(control.high / control.estimate),
    )
    expect(result.interval.low).toBeCloseTo(
      (treatment.estimate / control.estimate) * Math.exp(-below) - 1,
      12,
    )
    expect(liftOfQuantiles(control, treatment, { side: 'less' }).interval.low).toBe(-1)
    const [inHours, other] = [control, treatment].map(({ estimate, low, high, n }) => ({
      estimate: estimate / 3600,
      low: low / 3600,
      high: high / 3600,
      n,
    })) as [typeof control, typeof control]
    expect(liftOfQuantiles(inHours, other).interval.low).toBeCloseTo(result.interval.low, 12)
    expect(() => liftOfQuantiles({ ...control, low: 0 }, treatment)).toThrow('reaches 0')
  })

  it('finds no more in values that are rounded, at the border of two steps', () => {
    const chance = createChance(20_261_127, 4)
    const runs = 600
    const found = (step: number): number => {
      let count = 0
      for (let run = 0; run < runs; run++) {
        // Half of the values are below 0, and half of those that are rounded stand at -step / 2.
        const sample = (): number[] =>
          Array.from({ length: 400 }, () => {
            const value = 10 * chance.normal()
            return step === 0 ? value : (Math.floor(value / step) + 0.5) * step
          })
        try {
          if (compareQuantiles(sample(), sample(), 0.5).p <= 0.05) count++
        } catch {
          // All around the median are equal: nothing is found.
        }
      }
      return count / runs
    }
    expect(found(0)).toBeLessThan(0.08)
    for (const step of [0.1, 1, 5, 20]) expect(found(step)).toBeLessThan(0.08)
  })

  it('refuses an estimate outside of its own interval', () => {
    const own = quantileEstimate(slow, 0.9)
    expect(() => compareQuantileEstimates(own, { ...own, low: 3.6 })).toThrow('treatment.estimate')
    expect(() => compareQuantileEstimates({ ...own, high: 3.5 }, own)).toThrow('control.estimate')
  })

  it('takes an interval that ends at the first value, or at the last', () => {
    // Half of 8 less 2.77 is 1 and a bit; 31.5 of 35 more 3.48 is just below the last.
    const rising = (count: number) => Array.from({ length: count }, (_, index) => index)
    expect(quantileEstimate(rising(8), 0.5)).toMatchObject({ low: 0, high: 6 })
    expect(quantileEstimate(rising(35), 0.9)).toMatchObject({ low: 27, high: 34 })
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
