import { describe, expect, it } from 'vitest'
import { compareRates, compareRatesUnpooled } from './compare-rates.ts'

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

  it('works for a rate of 1e-9 in 1e12 units', () => {
    const result = compareRates({ successes: 1000, n: 1e12 }, { successes: 1200, n: 1e12 })
    expect(result.statistic).toBeCloseTo(200 / Math.sqrt(2200), 6)
  })
})
