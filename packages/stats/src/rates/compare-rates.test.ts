import { describe, expect, it } from 'vitest'
import { compareRates, compareRatesUnpooled } from './compare-rates.ts'
import { fewestExpected } from './expected.ts'
import { rateEstimate } from './rate.ts'

// Two of the hospitals of Fleiss (1981), Statistical Methods for Rates and Proportions, p. 139.
const control = { successes: 83, n: 86 }
const treatment = { successes: 70, n: 82 }

describe('compareRates', () => {
  it('matches scipy.stats.chi2_contingency(correction=False)', () => {
    const result = compareRates(control, treatment)
    expect(result.statistic ** 2).toBeCloseTo(6.412972540122119, 10)
    expect(result.p).toBeCloseTo(0.011328960424687545, 14)
    expect(result.interval.low).toBeCloseTo(-0.197226231647127, 12)
    expect(result.interval.high).toBeCloseTo(-0.025689253321676334, 12)
  })

  it('says that its interval is another method, and offers one that agrees with p', () => {
    expect(compareRates(control, treatment).intervalMethod).toBe('wald_unpooled')
    const result = compareRatesUnpooled(control, treatment)
    expect(result.p <= 0.05).toBe(result.interval.high < 0)
  })

  it('refuses two rates of 0 and two of 1', () => {
    for (const successes of [0, 50]) {
      const rate = { successes, n: 50 }
      for (const test of [compareRates, compareRatesUnpooled]) {
        expect(() => test(rate, rate)).toThrow(
          expect.objectContaining({ category: 'insufficient_data' }),
        )
      }
    }
  })

  it('refuses more conversions than units, fractions and negative counts', () => {
    for (const successes of [51, 1.5, -1, NaN]) {
      expect(() => compareRates({ successes, n: 50 }, treatment)).toThrow(
        expect.objectContaining({ category: 'invalid_input' }),
      )
    }
  })

  it('has the errors of both rates apart, and of both together, worked out by hand', () => {
    const [c, t] = [
      { successes: 20, n: 100 },
      { successes: 30, n: 60 },
    ]
    const pooled = compareRates(c, t, { alpha: 0.1 })
    expect(pooled.estimate).toBeCloseTo(0.3, 15)
    expect(pooled.statistic).toBeCloseTo(
      0.3 / Math.sqrt((50 / 160) * (110 / 160) * (1 / 100 + 1 / 60)),
      13,
    )
    const error = Math.sqrt(0.16 / 100 + 0.25 / 60)
    expect(pooled.standardError).toBeCloseTo(error, 15)
    expect(pooled.interval.low).toBeCloseTo(0.3 - 1.6448536269514722 * error, 13)
    expect(compareRatesUnpooled(c, t).statistic).toBeCloseTo(0.3 / error, 13)
    expect(rateEstimate(t)).toEqual({
      mean: 0.5,
      squaredError: expect.closeTo(0.25 / 60, 15),
      n: 60,
    })
    const less = compareRates(c, t, { side: 'less' })
    expect(less.p).toBeGreaterThan(0.999)
    expect(less.interval.low).toBe(-Infinity)
  })

  it('is the same of failures as of successes, also where next to all did it', () => {
    const few = compareRates({ successes: 1000, n: 1e12 }, { successes: 1200, n: 1e12 })
    const many = compareRates(
      { successes: 1e12 - 1000, n: 1e12 },
      { successes: 1e12 - 1200, n: 1e12 },
    )
    expect(many.statistic / few.statistic).toBeCloseTo(-1, 6)
  })

  it('expects the fewest of all four counts', () => {
    const of = (successes: number, n: number) => ({ successes, n })
    expect(fewestExpected(of(3, 100), of(5, 300))).toBeCloseTo(2, 14)
    expect(fewestExpected(of(5, 300), of(3, 100))).toBeCloseTo(2, 14)
    expect(fewestExpected(of(97, 100), of(295, 300))).toBeCloseTo(2, 14)
  })

  it('works for a rate of 1e-9 in 1e12 units', () => {
    const result = compareRates({ successes: 1000, n: 1e12 }, { successes: 1200, n: 1e12 })
    expect(result.statistic).toBeCloseTo(200 / Math.sqrt(2200), 6)
  })
})
