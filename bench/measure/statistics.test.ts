import { expect, it } from 'vitest'
import { median, quantile } from './statistics.ts'

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[7], 7],
])('finds the middle of %j, in whatever order', (samples, expected) => {
  expect(median(samples)).toBe(expected)
})

it.each([
  [0, 1],
  [0.1, 1.9],
  [0.25, 3.25],
  [0.9, 9.1],
  [0.99, 9.91],
  [1, 10],
])('matches numpy.quantile of 1 to 10 at %d', (share, expected) => {
  expect(quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)).toBeCloseTo(expected, 12)
})
