import { expect, it } from 'vitest'
import { relativeMeans, relativeRates } from './relative-effect.ts'

const refused = expect.objectContaining({ category: 'insufficient_data' }) as Error

it('is the log ratio of two means, with errors of a share of either and their degrees of freedom', () => {
  const control = { mean: 10, squaredError: 1, n: 5 }
  const treatment = { mean: 5, squaredError: 0.25, n: 50 }
  const { estimate, standardError, df } = relativeMeans(control, treatment)
  expect(estimate).toBeCloseTo(Math.log(0.5), 12)
  // 0.1 of either mean.
  expect(standardError).toBeCloseTo(Math.sqrt(0.02), 12)
  expect(df).toBeCloseTo(0.02 ** 2 / (0.01 ** 2 / 4 + 0.01 ** 2 / 49), 12)
  // In whatever unit.
  const inHundreds = ({ mean, squaredError, n }: typeof control) => ({
    mean: mean / 100,
    squaredError: squaredError / 1e4,
    n,
  })
  const same = relativeMeans(inHundreds(control), inHundreds(treatment))
  expect(same.estimate).toBeCloseTo(estimate, 12)
  expect(same.standardError).toBeCloseTo(standardError, 12)
  const back = relativeMeans(treatment, control)
  expect(back).toEqual({ estimate: -estimate, standardError, df: expect.closeTo(df ?? 0, 12) })
})

it('takes a mean that is six of its errors above 0, and none below', () => {
  const steady = { mean: 5, squaredError: 0.25, n: 50 }
  const near = { mean: 6, squaredError: 1, n: 9 }
  expect(relativeMeans(near, steady).estimate).toBeCloseTo(Math.log(5 / 6), 12)
  for (const mean of [5.99, 0, -6, -8]) {
    expect(() => relativeMeans({ ...near, mean }, steady)).toThrow(refused)
    expect(() => relativeMeans(steady, { ...near, mean })).toThrow(refused)
  }
})

it('is the log ratio of the rates in time of two shares, from five who did and five who did not on', () => {
  const control = { successes: 5, n: 20 }
  const treatment = { successes: 15, n: 20 }
  const [c, t] = [-Math.log(0.75), -Math.log(0.25)]
  const { estimate, standardError } = relativeRates(control, treatment)
  expect(estimate).toBeCloseTo(Math.log(t / c), 12)
  // By the delta method: p / (n (1 - p)), over the logarithm squared.
  expect(standardError ** 2).toBeCloseTo(
    0.25 / (20 * 0.75) / c ** 2 + 0.75 / (20 * 0.25) / t ** 2,
    12,
  )
  expect(() => relativeRates({ successes: 4, n: 20 }, treatment)).toThrow(refused)
  expect(() => relativeRates(control, { successes: 16, n: 20 })).toThrow(refused)
})
