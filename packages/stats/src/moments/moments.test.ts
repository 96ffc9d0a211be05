import { describe, expect, it } from 'vitest'
import { mergeMoments, momentsOf } from './moments.ts'

describe('momentsOf', () => {
  it('keeps the variance of values around 1e9', () => {
    const values = [1, 2, 3, 4].map((value) => 1e9 + value)
    const { mean, variance } = momentsOf(values)
    expect(mean).toBe(1e9 + 2.5)
    expect(variance).toBeCloseTo(5 / 3, 14)
  })

  // NIST Statistical Reference Datasets, univariate: certified values.
  it('matches NumAcc4 of NIST, where a sum of squares has no digit left', () => {
    const values = [
      10_000_000.2,
      ...Array.from({ length: 500 }, () => [10_000_000.1, 10_000_000.3]).flat(),
    ]
    const { mean, variance } = momentsOf(values)
    expect(mean).toBe(10_000_000.2)
    expect(Math.sqrt(variance)).toBeCloseTo(0.1, 8)
  })

  it('matches NumAcc3 of NIST', () => {
    const values = [
      1_000_000.2,
      ...Array.from({ length: 500 }, () => [1_000_000.1, 1_000_000.3]).flat(),
    ]
    expect(Math.sqrt(momentsOf(values).variance)).toBeCloseTo(0.1, 9)
  })

  it('refuses no values, and names the one that is not finite', () => {
    expect(() => momentsOf([])).toThrow(expect.objectContaining({ category: 'insufficient_data' }))
    expect(() => momentsOf([1, NaN])).toThrow('values[1] is NaN')
    expect(() => momentsOf([1, 2, Infinity])).toThrow('values[2] is Infinity')
    expect(() => momentsOf([1e308, 1e308])).toThrow('too large')
  })

  it('adds back what the sum has lost: of a hundred thousand times 1e15, every 1', () => {
    const values = Array.from({ length: 100_000 }, (_, index) => 1e15 + (index % 2))
    const sum = values.reduce((all, value) => all + value, 0)
    expect(sum / values.length).toBe(1e15)
    const { mean, variance } = momentsOf(values)
    expect(mean).toBe(1e15 + 0.5)
    expect(variance).toBeCloseTo((0.25 * 100_000) / 99_999, 14)
  })

  it('has the variance of two values', () => {
    expect(momentsOf([1, 4])).toEqual({ n: 2, mean: 2.5, variance: 4.5 })
  })

  it('has the variance of values that are close, and none below 0 of what is all the same', () => {
    expect(momentsOf([1e-9, 3e-9]).variance / 2e-18).toBeCloseTo(1, 14)
    for (let n = 1; n <= 50; n++) {
      const { variance } = momentsOf(Array.from({ length: n }, () => 0.1))
      expect(variance).toBeGreaterThanOrEqual(0)
      expect(variance).toBeLessThan(1e-30)
    }
  })

  it('has no variance for one value', () => {
    expect(momentsOf([7])).toEqual({ n: 1, mean: 7, variance: 0 })
  })
})

describe('mergeMoments', () => {
  it('gives the moments of all values, empty parts and single units included', () => {
    const parts = [[1, 2, 3], [10], [4, 4.5, 1e6]]
    const merged = mergeMoments([...parts.map(momentsOf), { n: 0, mean: NaN, variance: NaN }])
    const whole = momentsOf(parts.flat())
    expect(merged.n).toBe(whole.n)
    expect(merged.mean).toBeCloseTo(whole.mean, 9)
    expect(merged.variance / whole.variance).toBeCloseTo(1, 14)
  })

  it('keeps the last digit of means around 1e9', () => {
    for (let index = 0; index < 200; index++) {
      const [n, share] = [3 + index, (index * 0.37) % 1]
      const part = (units: number, mean: number) => ({ n: units, mean, variance: 1 })
      const { mean } = mergeMoments([part(n, 1e9 + share), part(7, 1e9 + 0.7)])
      const expected = (n * share + 7 * 0.7) / (n + 7)
      expect(Math.abs(mean - 1e9 - expected)).toBeLessThan(3e-7)
    }
  })

  it('takes parts of one unit and of two', () => {
    const [one, other] = [momentsOf([1]), momentsOf([4])]
    expect(mergeMoments([other])).toEqual({ n: 1, mean: 4, variance: 0 })
    expect(mergeMoments([one, other])).toEqual({ n: 2, mean: 2.5, variance: 4.5 })
    const { variance } = mergeMoments([momentsOf([1, 4]), momentsOf([2, 9])])
    // Distances to the mean of 4: 9, 0, 4 and 25, over three degrees of freedom.
    expect(variance).toBeCloseTo(38 / 3, 14)
  })

  it('refuses parts without a unit', () => {
    expect(() => mergeMoments([{ n: 0, mean: 0, variance: 0 }])).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
  })
})

it('refuses a variance, and parts, that a double cannot hold', () => {
  expect(() => momentsOf([1e200, -1e200])).toThrow('too large')
  for (const mean of [1e300, 1e160]) {
    const part = { n: 1e12, mean, variance: 1 }
    expect(() => mergeMoments([part, { ...part, mean: -mean }])).toThrow('more than a double')
  }
})
