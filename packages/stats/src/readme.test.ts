import { expect, it } from 'vitest'
import { compareMeans } from './index.ts'

it('shows a comparison of two means', () => {
  const result = compareMeans(
    { n: 5000, mean: 41.2, variance: 1010 },
    { n: 5000, mean: 43.1, variance: 1090 },
  )
  // result.estimate is 1.9, result.interval is { low: 0.63, high: 3.17 }, result.p is 0.0034
  expect(result.estimate).toBeCloseTo(1.9, 12)
  expect(result.interval.low).toBeCloseTo(0.63, 2)
  expect(result.interval.high).toBeCloseTo(3.17, 2)
  expect(result.p).toBeCloseTo(0.0034, 4)
})
