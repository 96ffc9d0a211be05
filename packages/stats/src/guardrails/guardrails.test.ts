import { expect, it } from 'vitest'
import { meanEstimate } from '../moments/estimate.ts'
import { testInteraction } from '../interactions/interaction.ts'
import { testNonInferiority } from './non-inferiority.ts'

const measured = { estimate: -0.5, standardError: 0.5 }

it('rules out being worse by the margin, worked out by hand', () => {
  const higher = testNonInferiority(measured, { margin: 1.5, direction: 'higher_is_better' })
  // (-0.5 + 1.5) / 0.5
  expect(higher.statistic).toBe(2)
  expect(higher.isWithinMargin).toBe(true)
  expect(higher.interval.low).toBeCloseTo(-0.5 - 1.6448536269514722 * 0.5, 12)
  const lower = testNonInferiority(measured, { margin: 0, direction: 'lower_is_better' })
  expect(lower.p).toBeCloseTo(0.15865525393145707, 14)
  expect(lower.isWithinMargin).toBe(false)
})

it('refuses a margin below 0', () => {
  expect(() => testNonInferiority(measured, { margin: -1, direction: 'higher_is_better' })).toThrow(
    'margin is -1',
  )
})

it('tests how one experiment changes the effect of another, worked out by hand', () => {
  const cell = (mean: number) => meanEstimate({ n: 101, mean, variance: 4.04 })
  const result = testInteraction({
    neither: cell(10),
    first: cell(11),
    second: cell(12),
    both: cell(14),
  })
  expect(result.estimate).toBe(1)
  expect(result.standardError).toBeCloseTo(0.4, 14)
  expect(result.df).toBeCloseTo(400, 9)
})

it('knows an interaction where one of the two effects has no error of its own', () => {
  const cell = (mean: number, variance: number) => meanEstimate({ n: 101, mean, variance })
  const still = { neither: cell(0, 0), first: cell(0, 0) }
  const result = testInteraction({ ...still, second: cell(1, 4.04), both: cell(2, 4.04) })
  expect(result.standardError).toBeCloseTo(Math.sqrt(0.08), 14)
  expect(result.df).toBeCloseTo(200, 9)
  expect(() => testInteraction({ ...still, second: cell(1, 0), both: cell(2, 0) })).toThrow(
    'No value differs from another anywhere',
  )
})
