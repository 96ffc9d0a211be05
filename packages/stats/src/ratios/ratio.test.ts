import { expect, it } from 'vitest'
import { mergeRatioMoments, ratioEstimate, ratioMomentsOf } from './ratio.ts'

const moments = {
  n: 50,
  numerator: { mean: 6, variance: 9 },
  denominator: { mean: 2, variance: 0.5 },
  covariance: 1.5,
}

it('has the error of the delta method, worked out by hand', () => {
  const { mean, squaredError, n } = ratioEstimate(moments)
  expect(mean).toBe(3)
  // (9 - 2 × 3 × 1.5 + 3² × 0.5) / 2² / 50
  expect(squaredError).toBeCloseTo(4.5 / 4 / 50, 15)
  expect(n).toBe(50)
})

it('has no error where every unit has the same ratio', () => {
  const alike = ratioMomentsOf([2, 4, 7, 9.5], [1, 2, 3.5, 4.75])
  expect(ratioEstimate(alike)).toMatchObject({ mean: 2, squaredError: 0 })
})

it('has moments of both values, and of both together', () => {
  const found = ratioMomentsOf([1, 2, 6], [2, 2, 5])
  expect(found).toMatchObject({ n: 3, numerator: { mean: 3 }, denominator: { mean: 3 } })
  expect(found.numerator.variance).toBeCloseTo(7, 14)
  expect(found.denominator.variance).toBeCloseTo(3, 14)
  expect(found.covariance).toBeCloseTo(4.5, 14)
  expect(() => ratioMomentsOf([1, 2], [1])).toThrow('Column 1 has 1 values')
})

it('merges parts as if all values had been there at once', () => {
  const [left, right] = [
    [1, 2, 6, 4, 4, 9],
    [2, 2, 5, 1, 3, 8],
  ] as const
  const whole = ratioMomentsOf(left, right)
  const merged = mergeRatioMoments([
    ratioMomentsOf(left.slice(0, 2), right.slice(0, 2)),
    ratioMomentsOf(left.slice(2), right.slice(2)),
  ])
  expect(merged.n).toBe(6)
  for (const part of ['numerator', 'denominator'] as const) {
    expect(merged[part].mean).toBeCloseTo(whole[part].mean, 14)
    expect(merged[part].variance).toBeCloseTo(whole[part].variance, 13)
  }
  expect(merged.covariance).toBeCloseTo(whole.covariance, 13)
})

it('refuses a single unit, a denominator of 0, and what no two values can have', () => {
  expect(ratioEstimate({ ...moments, n: 2 }).n).toBe(2)
  expect(() => ratioEstimate({ ...moments, n: 1 })).toThrow('moments.n is 1')
  expect(() => ratioEstimate({ ...moments, denominator: { mean: 0, variance: 1 } })).toThrow(
    expect.objectContaining({ category: 'undefined_estimand' }),
  )
  // √9 × √0.5 is 2.12.
  expect(() => ratioEstimate({ ...moments, covariance: 2.2 })).toThrow('allow 2.12')
  expect(() => ratioEstimate({ ...moments, covariance: 2.12 })).not.toThrow()
  expect(() => ratioEstimate({ ...moments, numerator: { mean: 6, variance: -1 } })).toThrow(
    'moments.numerator.variance is -1',
  )
  expect(() => ratioEstimate({ ...moments, denominator: { mean: 1e-200, variance: 0.5 } })).toThrow(
    'more than a double can hold',
  )
})
