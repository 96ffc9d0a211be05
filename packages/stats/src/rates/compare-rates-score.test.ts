import { describe, expect, it } from 'vitest'
import { compareRatesExact, liftOfRatesExact } from './compare-rates-exact.ts'
import { compareRatesScore, liftOfRates } from './compare-rates-score.ts'
import { compareRates, compareRatesUnpooled } from './compare-rates.ts'
import { scoreOfDifference, scoreOfRatio } from './score.ts'

const rate = (successes: number, n: number) => ({ successes, n })

describe('compareRatesScore', () => {
  // Newcombe (1998), Table II: contrasts (a) to (h), method 5 (Mee).
  it.each([
    ['a', 56, 70, 48, 80, 0.0533, 0.3377],
    ['b', 9, 10, 3, 10, 0.1821, 0.837],
    ['d', 5, 56, 0, 29, -0.0313, 0.1926],
    ['g', 10, 10, 0, 20, 0.7225, 1],
    ['h', 10, 10, 0, 10, 0.6777, 1],
  ])('matches contrast %s of Newcombe (1998), Table II', (_name, a, m, b, n, low, high) => {
    const { interval } = compareRatesScore(rate(b, n), rate(a, m))
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('has the p of the pooled z, and an interval that ends where the score is 1.96', () => {
    const [control, treatment] = [rate(30, 400), rate(18, 90)]
    const result = compareRatesScore(control, treatment)
    expect(result.p).toBeCloseTo(compareRates(control, treatment).p, 14)
    expect(result.estimate / result.standardError).toBeCloseTo(result.statistic, 12)
    expect(result.errorMethod).toBe('pooled')
    expect(liftOfRates(control, treatment).errorMethod).toBe('pooled')
    const { low, high } = result.interval
    expect(scoreOfDifference(control, treatment, low)).toBeCloseTo(1.959963984540054, 9)
    expect(scoreOfDifference(control, treatment, high)).toBeCloseTo(-1.959963984540054, 9)
    const less = compareRatesScore(control, treatment, { side: 'less', alpha: 0.025 })
    expect(less.interval.low).toBe(-Infinity)
    expect(less.interval.high).toBeCloseTo(high, 9)
    const greater = compareRatesScore(control, treatment, { side: 'greater', alpha: 0.025 })
    expect(greater.interval.high).toBe(Infinity)
    expect(greater.interval.low).toBeCloseTo(low, 9)
    expect(greater.p + less.p).toBeCloseTo(1, 12)
  })

  it('tests any difference, and finds the ends of its interval at alpha', () => {
    const [control, treatment] = [rate(30, 400), rate(18, 90)]
    const { low } = compareRatesScore(control, treatment).interval
    const there = compareRatesScore(control, treatment, { nullValue: low })
    expect(there.p).toBeCloseTo(0.05, 9)
    expect(there.settings).toMatchObject({ nullValue: low })
    expect(() => compareRatesScore(control, treatment, { nullValue: 1 })).toThrow('nullValue is 1')
  })

  it('has an error where a variant has no success, and refuses where neither has', () => {
    const { interval, p } = compareRatesScore(rate(297, 29_700), rate(0, 300))
    expect(p).toBeCloseTo(0.08173816917149566, 12)
    expect(interval.high).toBeGreaterThan(0)
    for (const test of [compareRatesScore, compareRatesExact, liftOfRates]) {
      expect(() => test(rate(0, 10), rate(0, 20))).toThrow('have no standard error')
    }
  })

  it('works for a rate of 1e-9 in 1e12 units', () => {
    const { interval } = compareRatesScore(rate(1000, 1e12), rate(1200, 1e12))
    // The score interval of a ratio of Poisson counts is Wilson's of 1200 in 2200, near enough.
    expect(interval.low / 1.0816e-10).toBeCloseTo(1, 3)
    expect(interval.high / 2.9218e-10).toBeCloseTo(1, 3)
  })
})

it('is the same of failures as of successes, also where next to all or none did it', () => {
  for (const [a, n, b, m] of [
    [30, 400, 18, 90],
    [0, 40, 7, 20],
    [1000, 1e12, 1200, 1e12],
    [3, 1e6, 40, 1e7],
  ] as const) {
    const few = compareRatesScore(rate(a, n), rate(b, m))
    const many = compareRatesScore(rate(n - a, n), rate(m - b, m))
    expect(many.statistic / few.statistic).toBeCloseTo(-1, 4)
    expect(many.interval.low / few.interval.high).toBeCloseTo(-1, 4)
    expect(many.interval.high / few.interval.low).toBeCloseTo(-1, 4)
    // Of rates next to 1 the lift is the difference.
    const lifted = liftOfRates(rate(n - a, n), rate(m - b, m))
    if (n < 1e6) continue
    expect(lifted.interval.low / many.interval.low).toBeCloseTo(1, 3)
    expect(lifted.interval.high / many.interval.high).toBeCloseTo(1, 3)
    expect(lifted.p / few.p).toBeCloseTo(1, 3)
  }
})

describe('liftOfRates', () => {
  it('has the p of the difference, and ends where the score is 1.96', () => {
    const [control, treatment] = [rate(30, 400), rate(18, 90)]
    const result = liftOfRates(control, treatment)
    expect(result.estimate).toBeCloseTo(0.2 / 0.075 - 1, 12)
    expect(result.p).toBeCloseTo(compareRatesScore(control, treatment).p, 13)
    const { statistic } = compareRatesScore(control, treatment)
    expect(result.estimate / result.standardError).toBeCloseTo(statistic, 12)
    const { low, high } = result.interval
    expect(scoreOfRatio(control, treatment, 1 + low)).toBeCloseTo(1.959963984540054, 9)
    expect(scoreOfRatio(control, treatment, 1 + high)).toBeCloseTo(-1.959963984540054, 9)
    expect(liftOfRates(control, treatment, { nullValue: high }).p).toBeCloseTo(0.05, 9)
  })

  // Koopman (1984), example: 36 of 40 and 16 of 80, ratio 4.5.
  it('matches the example of Koopman (1984): 2.94 to 7.15', () => {
    const { interval } = liftOfRates(rate(16, 80), rate(36, 40))
    expect(interval.low).toBeCloseTo(1.94, 2)
    expect(interval.high).toBeCloseTo(6.15, 2)
  })

  it('is bounded for a treatment without a success, and undefined over such a control', () => {
    expect(liftOfRates(rate(50, 1000), rate(0, 1000)).interval).toMatchObject({ low: -1 })
    expect(liftOfRates(rate(50, 1000), rate(0, 1000)).interval.high).toBeCloseTo(-0.9234448, 6)
    for (const test of [liftOfRates, liftOfRatesExact]) {
      expect(() => test(rate(0, 1000), rate(50, 1000))).toThrow(
        expect.objectContaining({ category: 'undefined_estimand' }),
      )
    }
  })
})

describe('compareRates', () => {
  it('has the score interval where a variant has all or none', () => {
    const all = compareRates(rate(0, 10), rate(10, 10))
    expect(all.intervalMethod).toBe('score')
    expect(all.interval.low).toBeCloseTo(0.6777, 4)
    expect(all.standardError).toBeGreaterThan(0.1)
    const none = compareRates(rate(1000, 100_000), rate(0, 300))
    expect(none.p).toBeGreaterThan(0.05)
    expect(none.interval.high).toBeGreaterThan(0)
  })

  it('is refused by one error of both where a variant has none of its own', () => {
    expect(() => compareRatesUnpooled(rate(297, 29_700), rate(0, 300))).toThrow(
      expect.objectContaining({ category: 'insufficient_data' }),
    )
    expect(() => compareRatesUnpooled(rate(300, 300), rate(297, 29_700))).toThrow('300 of 300')
  })
})
