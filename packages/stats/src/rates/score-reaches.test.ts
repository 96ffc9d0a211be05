import fc from 'fast-check'
import { expect, it } from 'vitest'
import { normalUpperTail } from '../distributions/normal.ts'
import { liftOfRatesSequential } from '../sequential/rates.ts'
import { liftOfRates } from './compare-rates-score.ts'
import type { Rate } from './rate.ts'
import { scoreIntervalOfLift, scoreOfRatio } from './score.ts'

const SETTINGS = { seed: 20_261_127, numRuns: 1000 } as const

const rate = (successes: number, n: number): Rate => ({ successes, n })

// None, one or all of the treatment are as probable as all the rest.
const treatments = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.nat({ max: 3 }), fc.nat())
  .map(([n, which, some]) => rate([0, 1, n, some % (n + 1)][which] ?? 0, n))
const controls = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.nat())
  .map(([n, some]) => rate(1 + (some % n), n))
const pairs = fc
  .tuple(controls, treatments)
  .filter(([c, t]) => c.successes < c.n || t.successes < t.n)
const reaches = fc.double({ min: -3, max: 3, noNaN: true }).map((power) => 10 ** power)

it('ends a lift where its score is the reach, or where lifts end, at any reach', () => {
  fc.assert(
    fc.property(pairs, reaches, ([control, treatment], reach) => {
      const { low, high } = scoreIntervalOfLift(control, treatment, reach)
      // Nearer to -1 a double keeps too little of the ratio to be asked again.
      const scoreAt = (lift: number, there: number): number =>
        lift > -1 + 1e-6 ? scoreOfRatio(control, treatment, 1 + lift) / there : 1
      expect(scoreAt(high, -reach)).toBeCloseTo(1, 6)
      expect(treatment.successes === 0 ? low : scoreAt(low, reach) - 2).toBeCloseTo(-1, 6)
      expect(low === -1 || treatment.successes > 0).toBe(true)
      expect(low).toBeLessThan(high)
    }),
    SETTINGS,
  )
})

it('widens a lift with its reach, around the estimate', () => {
  fc.assert(
    fc.property(pairs, reaches, reaches, ([control, treatment], one, other) => {
      const near = scoreIntervalOfLift(control, treatment, Math.min(one, other))
      const far = scoreIntervalOfLift(control, treatment, Math.max(one, other))
      const estimate = treatment.successes / treatment.n / (control.successes / control.n) - 1
      const dust = 1e-9 * (1 + Math.abs(estimate))
      expect(far.low).toBeLessThanOrEqual(near.low + dust)
      expect(far.high).toBeGreaterThanOrEqual(near.high * (1 - 1e-9) - dust)
      expect(near.low).toBeLessThanOrEqual(estimate + dust)
      expect(near.high).toBeGreaterThanOrEqual(estimate - dust)
    }),
    SETTINGS,
  )
})

it('excludes no lift exactly where p is above alpha, at any reach', () => {
  fc.assert(
    fc.property(pairs, reaches, ([control, treatment], reach) => {
      const alpha = 2 * normalUpperTail(Math.min(36, reach))
      const { p, interval } = liftOfRates(control, treatment, { alpha })
      if (Math.abs(p / alpha - 1) < 1e-6) return
      expect(interval.low > 0 || interval.high < 0).toBe(p <= alpha)
    }),
    SETTINGS,
  )
  const tunings = fc.double({ min: 1, max: 14, noNaN: true }).map((power) => 10 ** power)
  fc.assert(
    fc.property(pairs, tunings, ([control, treatment], tunedFor) => {
      const { p, interval } = liftOfRatesSequential(control, treatment, { tunedFor })
      if (Math.abs(p / 0.05 - 1) < 1e-6) return
      expect(interval.low > 0 || interval.high < 0).toBe(p <= 0.05)
    }),
    SETTINGS,
  )
})

it('contains the interval that is read once, however early in a large plan', () => {
  fc.assert(
    fc.property(pairs, fc.constantFrom(5000, 1e6, 1e8, 1e12), ([control, treatment], tunedFor) => {
      const once = liftOfRates(control, treatment).interval
      const always = liftOfRatesSequential(control, treatment, { tunedFor }).interval
      expect(always.low).toBeLessThanOrEqual(once.low + 1e-9)
      expect(always.high).toBeGreaterThanOrEqual(once.high * (1 - 1e-9))
    }),
    SETTINGS,
  )
})

it('reaches as far as a start of a plan of a hundred million', () => {
  const { p, interval } = liftOfRatesSequential(rate(16, 250), rate(14, 250), { tunedFor: 1e8 })
  expect(p).toBe(1)
  expect(interval.low).toBeLessThan(-0.99)
  expect(interval.high).toBeGreaterThan(100)
  const none = liftOfRatesSequential(rate(20, 250), rate(0, 250), { tunedFor: 1e6 })
  expect(none.interval.low).toBe(-1)
  expect(none.interval.high).toBeGreaterThan(1)
  expect(scoreIntervalOfLift(rate(16, 250), rate(14, 250), 1e80)).toEqual({
    low: -1,
    high: Infinity,
  })
})
