import { expect, it } from 'vitest'
import { adjustedRates } from './binary.ts'

it('knows each of both rates as well as with a success and a failure more', () => {
  const covaried = (successes: number, n: number) => {
    const mean = successes / n
    const variance = (mean * (1 - mean) * n) / (n - 1)
    return { n, mean, variance, covariate: { mean: 0, variance: 1 }, covariance: 0 }
  }
  const { own } = adjustedRates(covaried(1, 10), covaried(0, 5))
  // (2/12)(10/12) of ten, (1/7)(6/7) of five, with n - 1 as for any variance
  expect(own.control.squaredError).toBeCloseTo(20 / 144 / 9, 14)
  expect(own.treatment.squaredError).toBeCloseTo(6 / 49 / 4, 14)
})
