import { expect, it } from 'vitest'
import { mergeCovariateMoments } from '../covariates/covariate.ts'
import { cupedEstimates } from '../covariates/cuped.ts'
import { momentsOf } from '../moments/moments.ts'
import { analyze } from './analyze.ts'
import { adjustedRates } from './binary.ts'
import { isRefusal } from './refusal.ts'

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

it('gives the variant that varies less the spread of both, and leaves the other its own', () => {
  const covaried = (successes: number, n: number, covariance: number) => {
    const mean = successes / n
    const variance = (mean * (1 - mean) * n) / (n - 1)
    return { n, mean, variance, covariate: { mean: 0, variance: 1 }, covariance }
  }
  const [control, treatment] = [covaried(30, 100, 0.1), covaried(2, 100, 0.01)]
  const { theta } = cupedEstimates(control, treatment)
  const both = mergeCovariateMoments([control, treatment])
  const wide = {
    ...both,
    n: 100,
    mean: 0.02,
    covariate: { mean: 0, variance: both.covariate.variance },
  }
  const expected = cupedEstimates(control, wide, { theta })
  expect(expected.treatment.squaredError).toBeGreaterThan(
    3 * cupedEstimates(control, treatment, { theta }).treatment.squaredError,
  )
  expect(adjustedRates(control, treatment).estimates).toEqual(expected)
  const turned = adjustedRates(treatment, control).estimates
  expect(turned.control.squaredError).toBeCloseTo(expected.treatment.squaredError, 14)
  expect(turned.treatment.squaredError).toBeCloseTo(expected.control.squaredError, 14)
})

it('reads a mean of zeros and ones as a rate, and of zeros and hundreds as a mean', () => {
  const read = (unit: number, n: number, few: number, more: number) => {
    const of = (buyers: number) => ({
      kind: 'mean' as const,
      ...momentsOf(Array.from({ length: n }, (_, index) => (index < buyers ? unit : 0))),
    })
    const [row] = analyze(
      {
        experiment: 'cta',
        hypothesis: 'A warm button is pressed more often.',
        control: 'plain',
        variants: [
          { key: 'plain', share: 0.5 },
          { key: 'warm', share: 0.5 },
        ],
        primary: [{ key: 'bought', kind: 'mean', direction: 'higher_is_better' }],
        stopping: { kind: 'fixed', units: 2 * n },
      },
      { units: { plain: n, warm: n }, metrics: { bought: { plain: of(few), warm: of(more) } } },
    ).primary
    if (row === undefined || isRefusal(row)) throw new Error('There is a row.')
    return row.difference
  }
  const few = read(1, 50, 0, 4)
  expect(few.method).toBe('rates_exact')
  // Twice 50! 96! / (46! 100!): all four are of one variant.
  expect(few.p).toBeCloseTo((2 * 230_300) / 3_921_225, 12)
  const [rate, mean] = [read(1, 1000, 300, 330), read(100, 1000, 300, 330)]
  expect(rate.method).toBe('rates_score')
  expect(mean.method).toBe('welch')
  expect(mean.estimate / rate.estimate).toBeCloseTo(100, 9)
  expect(mean.p).toBeCloseTo(rate.p, 3)
})
