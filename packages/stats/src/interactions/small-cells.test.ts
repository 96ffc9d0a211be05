import { expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { compareMeansStratified } from '../covariates/post-stratification.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { rateEstimate } from '../rates/rate.ts'
import { testInteraction } from './interaction.ts'

/** A binomial of rare events, by the gaps between them. */
function successes(uniform: () => number, n: number, rate: number): number {
  let count = 0
  for (let at = gap(); at <= n; at += gap()) count++
  return count
  function gap(): number {
    return Math.floor(Math.log(Math.max(1e-12, uniform())) / Math.log1p(-rate)) + 1
  }
}

it.each([
  [0.01, 200],
  [0.01, 500],
  [0.02, 200],
  [0.002, 300],
])('finds no interaction of a rate of %d where there is none, %d in both', (rate, smallest) => {
  const { uniform } = createGenerator(16, smallest, rate * 1000)
  const cell = (times: number): MeanEstimate => {
    const n = times * smallest
    return rateEstimate({ n, successes: successes(uniform, n, rate) })
  }
  let found = 0
  for (let run = 0; run < 1000; run++) {
    const overlap = { neither: cell(81), first: cell(9), second: cell(9), both: cell(1) }
    if (testInteraction(overlap).p <= 0.05) found++
  }
  expect(found).toBeLessThanOrEqual(50)
})

it('finds nothing in strata of a rare event where there is nothing, at 90/10', () => {
  const { uniform } = createGenerator(17)
  const moments = (n: number) => {
    const mean = successes(uniform, n, 0.01) / n
    return { n, mean, variance: (mean * (1 - mean) * n) / (n - 1) }
  }
  let found = 0
  for (let run = 0; run < 500; run++) {
    const strata = [1, 2, 3].map(() => ({ control: moments(1800), treatment: moments(200) }))
    if (compareMeansStratified(strata).p <= 0.05) found++
  }
  expect(found).toBeLessThanOrEqual(25)
})

it('gives small cells the spread of the largest, as far as they differ in size, and says so', () => {
  const cell = (n: number, squaredError: number): MeanEstimate => ({ mean: 0, squaredError, n })
  const { standardError, settings } = testInteraction({
    neither: cell(9000, 1 / 9000),
    first: cell(1000, 2 / 1000),
    second: cell(1000, 0.5 / 1000),
    both: cell(900, 0),
  })
  const expected = 1 / 9000 + 2 / 1000 + (1 - 1 / 9) / 1000 + 0.9 / 900
  expect(standardError ** 2).toBeCloseTo(expected, 14)
  expect(settings).toMatchObject({ spread: 'of_largest_cell' })
})

it('refuses a small cell of few units beside far larger ones, and none that are alike', () => {
  const cell = (n: number): MeanEstimate => ({ mean: 0, squaredError: 1 / n, n })
  const of = (smallest: number) => () =>
    testInteraction({
      neither: cell(81 * smallest),
      first: cell(9 * smallest),
      second: cell(9 * smallest),
      both: cell(smallest),
    })
  expect(of(20)).toThrow('Cells of such unlike sizes')
  expect(of(100)).toThrow(expect.objectContaining({ category: 'insufficient_data' }) as Error)
  expect(of(104)().p).toBe(1)
  const alike = testInteraction({
    neither: cell(5),
    first: cell(5),
    second: cell(5),
    both: cell(5),
  })
  expect(alike.settings).not.toHaveProperty('spread')
})
