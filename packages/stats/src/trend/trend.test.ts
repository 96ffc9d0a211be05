import { expect, it } from 'vitest'
import { effectTrend } from './effect-trend.ts'

const errors = [0.1, 0.08, 0.12, 0.09, 0.1, 0.11]
const fading = [0.5, 0.42, 0.39, 0.3, 0.33, 0.2].map((estimate, at) => ({
  at,
  estimate,
  standardError: errors[at] as number,
}))

it('matches weighted least squares with known variances, computed with NumPy', () => {
  const result = effectTrend(fading)
  expect(result.estimate).toBeCloseTo(-0.0520350371757965, 14)
  expect(result.standardError).toBeCloseTo(0.023902877097885997, 14)
  expect(result.intercept).toBeCloseTo(0.48468217264328745, 13)
  expect(result.p).toBeLessThan(0.05)
})

it('refuses two effects, and effects of one day', () => {
  expect(() => effectTrend(fading.slice(0, 2))).toThrow('2 effects')
  expect(() => effectTrend(fading.map((effect) => ({ ...effect, at: 1 })))).toThrow('one time')
})
