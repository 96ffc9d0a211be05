import { describe, expect, it } from 'vitest'
import { compareRatesExact, liftOfRatesExact } from './compare-rates-exact.ts'
import { compareRatesScore, liftOfRates } from './compare-rates-score.ts'
import { compareRates, compareRatesUnpooled } from './compare-rates.ts'
import { fisherExact } from './fisher.ts'
import { clopperPearsonInterval } from './intervals.ts'
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

describe('compareRatesExact', () => {
  it('takes 0 and 1 for the bounds of a variant of which none, or all, did it', () => {
    for (const [control, treatment] of [
      [rate(0, 60), rate(9, 20)],
      [rate(60, 60), rate(9, 20)],
      [rate(3, 60), rate(20, 20)],
      [rate(3, 60), rate(0, 20)],
    ] as const) {
      const { interval } = compareRatesExact(control, treatment)
      const c = clopperPearsonInterval(control, 0.05 / 4).interval
      const t = clopperPearsonInterval(treatment, 0.05 * 0.75).interval
      expect(interval.low).toBeCloseTo(t.low - c.high, 12)
      expect(interval.high).toBeCloseTo(t.high - c.low, 12)
    }
  })

  it("lies between Clopper and Pearson's bounds, most of alpha going to the smaller variant", () => {
    const [control, treatment] = [rate(3, 60), rate(9, 20)]
    const result = compareRatesExact(control, treatment)
    const c = clopperPearsonInterval(control, 0.05 / 4).interval
    const t = clopperPearsonInterval(treatment, 0.05 * 0.75).interval
    expect(result.interval.low).toBeCloseTo(t.low - c.high, 12)
    expect(result.interval.high).toBeCloseTo(t.high - c.low, 12)
    const lifted = liftOfRatesExact(control, treatment)
    expect(lifted.interval.low).toBeCloseTo(t.low / c.high - 1, 12)
    expect(lifted.interval.high).toBeCloseTo(t.high / c.low - 1, 10)
    expect(lifted.p).toBeCloseTo(result.p, 9)
    expect(compareRatesExact(control, treatment, { alpha: result.p }).interval.low).toBeCloseTo(
      0,
      9,
    )
  })

  it('has one-sided bounds that are as far as the two-sided ones at twice alpha', () => {
    const [control, treatment] = [rate(3, 60), rate(9, 20)]
    const both = compareRatesExact(control, treatment, { alpha: 0.1 })
    const greater = compareRatesExact(control, treatment, { side: 'greater' })
    expect(greater.interval).toEqual({ low: both.interval.low, high: Infinity })
    expect(greater.p).toBeCloseTo(both.p / 2, 12)
    expect(greater.statistic).toBeGreaterThan(2)
    const less = compareRatesExact(control, treatment, { side: 'less' })
    expect(less).toMatchObject({ p: 1, statistic: 0, interval: { high: both.interval.high } })
  })

  it('tests any difference and any lift, whose ends are found at alpha', () => {
    const [control, treatment] = [rate(3, 60), rate(9, 20)]
    for (const test of [compareRatesExact, liftOfRatesExact]) {
      const { interval, standardError, estimate } = test(control, treatment)
      expect(standardError).toBeCloseTo(
        (interval.high - interval.low) / (2 * 1.959963984540054),
        10,
      )
      const low = test(control, treatment, { nullValue: interval.low })
      const high = test(control, treatment, { nullValue: interval.high })
      expect(low.p).toBeCloseTo(0.05, 8)
      expect(high.p).toBeCloseTo(0.05, 8)
      expect(low.statistic).toBeCloseTo(1.959963984540054, 7)
      expect(high.statistic).toBeCloseTo(-1.959963984540054, 7)
      expect(low.logP).toBeCloseTo(Math.log(0.05), 7)
      expect(low.settings).toMatchObject({ nullValue: interval.low, alpha: 0.05 })
      expect(test(control, treatment).settings).toEqual({ alpha: 0.05, side: 'two_sided' })
      // At the estimate nothing speaks against it.
      expect(test(control, treatment, { nullValue: estimate })).toMatchObject({
        p: 1,
        statistic: 0,
      })
      const settings = { alpha: 0.025, nullValue: interval.high } as const
      const less = test(control, treatment, { ...settings, side: 'less' })
      expect(less.p).toBeCloseTo(0.025, 8)
      expect(less.interval).toMatchObject({ low: -Infinity })
      expect(less.interval.high).toBeCloseTo(interval.high, 10)
      expect(test(control, treatment, { ...settings, side: 'greater' }).p).toBe(1)
    }
    expect(() => compareRatesExact(control, treatment, { nullValue: -1 })).toThrow(
      'nullValue is -1',
    )
    expect(() => liftOfRatesExact(control, treatment, { nullValue: -1 })).toThrow('nullValue is -1')
    expect(liftOfRatesExact(control, treatment, { nullValue: 5 }).p).toBeGreaterThan(0.05)
  })

  it('has a p for what is next to certain', () => {
    const { p, logP } = compareRatesExact(rate(10, 1e6), rate(900, 1000))
    expect(p).toBeLessThan(1e-280)
    expect(logP).toBeGreaterThan(-700)
    const mild = compareRatesExact(rate(500, 1000), rate(620, 1000))
    expect(mild.p).toBeLessThan(1e-3)
    expect(mild.logP).toBeCloseTo(Math.log(mild.p), 12)
  })

  it('finds less than Fisher, and never more than it may', () => {
    // All ways that two variants of 6 and 20 units can come out, at a rate of 0.15.
    const [c, t, share] = [20, 6, 0.15]
    const density = (k: number, n: number): number => {
      let value = (1 - share) ** n
      for (let i = 0; i < k; i++) value *= (((n - i) / (i + 1)) * share) / (1 - share)
      return value
    }
    let level = 0
    for (let a = 0; a <= c; a++) {
      for (let b = 0; b <= t; b++) {
        if (a + b === 0 || a + b === c + t) continue
        const { p } = compareRatesExact(rate(a, c), rate(b, t))
        expect(p).toBeGreaterThanOrEqual(fisherExact(rate(a, c), rate(b, t)).p * 0.999)
        if (p <= 0.05) level += density(a, c) * density(b, t)
      }
    }
    expect(level).toBeLessThanOrEqual(0.05)
    expect(level).toBeGreaterThan(0.00001)
  })

  it('finds plain harm in a small canary', () => {
    const { p, estimate, interval } = compareRatesExact(rate(297, 29_700), rate(20, 300))
    expect(estimate).toBeCloseTo(0.05667, 4)
    expect(p).toBeLessThan(1e-6)
    expect(interval.low).toBeGreaterThan(0.02)
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

describe('what the exact comparison costs', () => {
  it('is a p that is twenty times that of Fisher', () => {
    const pOf = (successes: number): number =>
      compareRatesExact(rate(0, 1000), rate(successes, 1000)).p
    expect(pOf(9)).toBeCloseTo(0.0774, 4)
    expect(fisherExact(rate(0, 1000), rate(9, 1000)).p).toBeCloseTo(0.00384, 5)
    expect(compareRatesScore(rate(0, 1000), rate(9, 1000)).p).toBeCloseTo(0.00264, 5)
    expect([pOf(10), pOf(11)].map((p) => p <= 0.05)).toEqual([false, true])
  })

  it('ends at the smallest p that it looks for', () => {
    const { p, logP } = compareRatesExact(rate(1000, 1e6), rate(9000, 1e6))
    expect(p).toBeGreaterThan(0)
    expect(p).toBeLessThan(1e-299)
    expect(logP).toBeCloseTo(-689.3, 1)
  })
})
