import { expect, it } from 'vitest'
import { effectOfRates } from './effect.ts'

it('knows a variant in which nothing, or everything, has happened no better than by one unit', () => {
  const nothing = { successes: 0, n: 500 }
  const all = { successes: 500, n: 500 }
  // 1 / 502 of each, times its rest
  const error = Math.sqrt((2 * (1 / 502) * (501 / 502)) / 500)
  expect(effectOfRates(nothing, nothing)).toEqual({
    estimate: 0,
    standardError: expect.closeTo(error, 14) as number,
  })
  expect(effectOfRates(nothing, all)).toEqual({
    estimate: 1,
    standardError: expect.closeTo(error, 14) as number,
  })
})

it('is the difference with the errors of both, the larger of the smaller variant', () => {
  const { estimate, standardError } = effectOfRates(
    { successes: 90_000, n: 9_000_000 },
    { successes: 30_000, n: 1_000_000 },
  )
  expect(estimate).toBeCloseTo(0.02, 14)
  expect(standardError).toBeCloseTo(Math.sqrt(0.0099 / 9e6 + 0.0291 / 1e6), 8)
})
