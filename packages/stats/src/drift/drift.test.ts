import { describe, expect, it } from 'vitest'
import { categoryDrift, populationStability } from './categories.ts'
import { kolmogorovSmirnov, kolmogorovUpperTail } from './kolmogorov-smirnov.ts'

describe('kolmogorovSmirnov', () => {
  it.each([
    [0.5, 0.9639452436648751],
    [0.9, 0.3927307079406543],
    [1, 0.26999967167735456],
    [1.36, 0.049485876755377876],
    [3, 3.045995948942526e-8],
  ])('has the tail of scipy.stats.kstwobign at %d', (x, expected) => {
    expect(kolmogorovUpperTail(x) / expected).toBeCloseTo(1, 12)
  })

  it('has a p by the limiting distribution, at the root of n m / (n + m)', () => {
    // D is ½, and √(4 × 4 / 8) is 1.414: the tail of scipy.stats.kstwobign at 0.7071.
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).p).toBeCloseTo(0.6993742, 6)
    const [few, many] = [
      kolmogorovSmirnov([1, 2], [2, 3, 3, 4, 5, 5]),
      kolmogorovSmirnov([2, 3, 3, 4, 5, 5], [1, 2]),
    ]
    expect(few.statistic).toBeCloseTo(5 / 6, 14)
    expect(few).toEqual(many)
    expect(few.p).toBeCloseTo(kolmogorovUpperTail(Math.sqrt(12 / 8) * (5 / 6)), 14)
    expect(kolmogorovUpperTail(0)).toBe(1)
    expect(kolmogorovUpperTail(0.05)).toBe(1)
    // Both forms meet at 1.
    expect(kolmogorovUpperTail(1 - 1e-12)).toBeCloseTo(kolmogorovUpperTail(1), 11)
    // scipy.stats.kstwobign.sf
    expect(kolmogorovUpperTail(0.3)).toBeCloseTo(0.9999906941986655, 14)
  })

  it('finds the largest distance, worked out by hand', () => {
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).statistic).toBe(0.5)
    expect(kolmogorovSmirnov([1, 1, 1], [1, 1]).statistic).toBe(0)
    expect(kolmogorovSmirnov([1, 2], [3, 4]).statistic).toBe(1)
    expect(kolmogorovSmirnov([1], [2]).statistic).toBe(1)
    expect(kolmogorovSmirnov([2], [1]).statistic).toBe(1)
  })
})

describe('categoryDrift', () => {
  it('matches scipy.stats.chi2_contingency', () => {
    const result = categoryDrift([30, 50, 20, 0], [45, 40, 15, 0])
    expect(result.statistic).toBeCloseTo(4.825396825396825, 12)
    expect(result.df).toBe(2)
    expect(result.p).toBeCloseTo(0.08957326253887996, 13)
  })

  it('refuses a side without any count', () => {
    expect(() => categoryDrift([0, 0], [5, 5])).toThrow('counts on either side')
    expect(() => categoryDrift([5, 5], [0, 0])).toThrow('counts on either side')
  })

  it('counts a category that occurs once', () => {
    expect(categoryDrift([10, 0], [10, 1]).df).toBe(1)
  })

  it('is exact for two categories of which one is rare, and refuses a rare one of more', () => {
    expect(categoryDrift([1e6, 0], [999, 1])).toMatchObject({ method: 'fisher_exact' })
    expect(categoryDrift([1e6, 0], [999, 1]).p).toBeCloseTo(1 / 1001, 12)
    expect(categoryDrift([0, 0, 1e6], [1, 0, 999]).p).toBeCloseTo(1 / 1001, 12)
    // 23 × 100 / 1080 are expected on the smaller side.
    expect(categoryDrift([97, 3], [960, 20]).method).toBe('fisher_exact')
    expect(categoryDrift([960, 20], [97, 3]).method).toBe('fisher_exact')
    expect(() => categoryDrift([100, 100, 1], [100, 100, 3])).toThrow('Category 2 is expected')
    // Five expected in the rarest of all cells.
    expect(categoryDrift([95, 5, 100], [95, 5, 100]).method).toBe('chi_squared_homogeneity')
    expect(categoryDrift([95, 5], [95, 5]).method).toBe('chi_squared_homogeneity')
  })

  it('refuses a single category', () => {
    expect(() => categoryDrift([10, 0], [20, 0])).toThrow('Two categories')
  })
})

describe('populationStability', () => {
  it('is the sum of (after - before) log(after / before)', () => {
    const { statistic } = populationStability([0.5, 0.5], [0.6, 0.4])
    expect(statistic).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 14)
    const uneven = populationStability([0.8, 0.2], [0.7, 0.3]).statistic
    expect(uneven).toBeCloseTo(-0.1 * Math.log(0.7 / 0.8) + 0.1 * Math.log(0.3 / 0.2), 14)
    expect(populationStability([0.5, 0.5], [0.5, 0.5]).statistic).toBe(0)
  })

  it('refuses an empty bin, and shares that do not sum to 1', () => {
    expect(() => populationStability([1, 0], [0.5, 0.5])).toThrow('Bin 1 is empty')
    expect(() => populationStability([0, 1], [0.5, 0.5])).toThrow('Bin 0 is empty')
    expect(() => populationStability([0.5, 0.5], [0, 1])).toThrow('Bin 0 is empty')
    expect(() => populationStability([0.5, 0.4], [0.5, 0.5])).toThrow('sum to 0.9')
    expect(() => populationStability([1], [0.5, 0.5])).toThrow('1 bins before and 2 after')
  })
})
