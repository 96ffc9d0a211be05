import { mergeRatioMoments, type RatioMoments } from '@sluice/stats'
import { expect, it } from 'vitest'
import type { UnitMetric } from './metric-question.ts'
import { summaryOf } from './summary.ts'

const basket = {
  kind: 'mean',
  outcome: 'order',
  direction: 'higher_is_better',
} as unknown as UnitMetric

const moments = (covariance: readonly (readonly number[])[]) => ({
  units: 40,
  weight: 40,
  weightSquares: 40,
  mean: [0.9, 0.01],
  covariance: covariance.map((row) => [...row]),
})

it('allows no more covariance than the variances do, which rounding gives', () => {
  const summary = summaryOf(basket, {
    moments: moments([
      [0, -5.7e-20],
      [-5.7e-20, 0.22],
    ]),
    components: ['numerator', 'denominator'],
  } as unknown as Parameters<typeof summaryOf>[1])
  expect(summary).toMatchObject({ kind: 'ratio' })
  expect(Math.abs((summary as RatioMoments).covariance)).toBe(0)
  expect(() => mergeRatioMoments([summary as RatioMoments, summary as RatioMoments])).not.toThrow()
})
