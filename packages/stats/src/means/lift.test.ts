import { describe, expect, it } from 'vitest'
import { meanEstimate } from '../moments/estimate.ts'
import { fiellerSet, fiellerStatistic } from './lift-parts.ts'
import { lift, liftByFieller } from './lift.ts'

const control = meanEstimate({ n: 100, mean: 10, variance: 25 })
const treatment = meanEstimate({ n: 120, mean: 11, variance: 36 })

describe('lift', () => {
  it('has the error vT / C² + vC T² / C⁴, worked out by hand', () => {
    const result = lift(control, treatment, { df: 'normal' })
    expect(result.estimate).toBeCloseTo(0.1, 14)
    // sqrt(36 / 120 / 100 + 25 / 100 × 121 / 10000)
    expect(result.standardError).toBeCloseTo(0.07762087348130012, 15)
    expect(result.df).toBeUndefined()
  })

  it("takes Welch's degrees of freedom when nothing is said", () => {
    expect(lift(control, treatment).df).toBeCloseTo(218, 3)
  })

  it('is tested against no lift, or the one that is asked, by t or by z', () => {
    const [c, t] = [
      meanEstimate({ n: 10, mean: 10, variance: 4 }),
      meanEstimate({ n: 8, mean: 12, variance: 9 }),
    ]
    const plain = lift(c, t)
    expect(plain.statistic).toBeCloseTo(0.2 / plain.standardError, 13)
    expect(plain.df).toBeGreaterThan(7)
    expect(plain.settings).toEqual({ alpha: 0.05, side: 'two_sided' })
    const half = lift(c, t, { nullValue: 0.5, side: 'less' })
    expect(half.statistic).toBeCloseTo(-0.3 / plain.standardError, 13)
    expect(half.settings).toEqual({ alpha: 0.05, side: 'less', nullValue: 0.5 })
    const normal = lift(c, t, { df: 'normal' })
    expect(normal).not.toHaveProperty('df')
    expect(normal.interval.high - 0.2).toBeCloseTo(1.959963984540054 * plain.standardError, 13)
    expect(plain.interval.high).toBeGreaterThan(normal.interval.high)
  })

  it('has the sign of the difference for a negative control mean', () => {
    const below = meanEstimate({ n: 100, mean: -10, variance: 25 })
    const better = meanEstimate({ n: 100, mean: -9, variance: 25 })
    for (const result of [lift(below, better), liftByFieller(below, better)]) {
      expect(result.estimate).toBeCloseTo(0.1, 14)
      expect(result.interval.low).toBeLessThan(0.1)
      expect(result.interval.high).toBeGreaterThan(0.1)
    }
  })

  it('is undefined over a control mean of 0, while the difference is not', () => {
    const zero = meanEstimate({ n: 100, mean: 0, variance: 25 })
    for (const method of [lift, liftByFieller]) {
      expect(() => method(zero, treatment)).toThrow(
        expect.objectContaining({ category: 'undefined_estimand' }),
      )
    }
  })
})

describe('liftByFieller', () => {
  it('solves (T - ρ C)² = z² (vT + ρ² vC) at both ends', () => {
    const { interval, bounded, standardError, statistic } = liftByFieller(control, treatment)
    expect(bounded).toBe(true)
    expect(standardError).toBeCloseTo(lift(control, treatment).standardError, 15)
    expect(statistic).toBeCloseTo(1 / Math.sqrt(0.55), 13)
    const up = liftByFieller(control, treatment, { side: 'greater', alpha: 0.025 })
    expect(up.interval.low).toBeCloseTo(interval.low, 12)
    expect(up.interval.high).toBe(Infinity)
    for (const end of [interval.low, interval.high]) {
      const ratio = end + 1
      const z = (11 - ratio * 10) / Math.sqrt(0.3 + ratio * ratio * 0.25)
      expect(Math.abs(z)).toBeCloseTo(1.959963984540054, 10)
    }
  })

  it('says when the set is no interval, and which lifts it leaves out', () => {
    const noisy = meanEstimate({ n: 100, mean: 1, variance: 100 })
    const clear = meanEstimate({ n: 100, mean: 30, variance: 100 })
    const result = liftByFieller(noisy, clear)
    expect(result.bounded).toBe(false)
    expect(result.interval).toEqual({ low: -Infinity, high: Infinity })
    expect(result.gap?.low).toBeLessThan(0)
    expect(result.gap?.high).toBeGreaterThan(0)
    // No gap when both means could be zero.
    expect(
      liftByFieller(noisy, meanEstimate({ n: 100, mean: 1, variance: 100 })).gap,
    ).toBeUndefined()
  })

  it('is open on the other side when one-sided, and ends where twice the alpha does', () => {
    const [c, t] = [
      meanEstimate({ n: 100, mean: 10, variance: 100 }),
      meanEstimate({ n: 100, mean: 13, variance: 100 }),
    ]
    const both = liftByFieller(c, t, { alpha: 0.1 }).interval
    expect(liftByFieller(c, t, { side: 'less' }).interval).toEqual({
      low: -Infinity,
      high: both.high,
    })
    expect(liftByFieller(c, t, { side: 'greater' }).interval).toEqual({
      low: both.low,
      high: Infinity,
    })
  })

  it('solves the same equation at both ends of what is left out, however small it is', () => {
    const [c, t] = [
      { mean: 1, squaredError: 0.49, n: 100 },
      { mean: 0.5, squaredError: 0.01, n: 100 },
    ]
    const { bounded, gap } = liftByFieller(c, t)
    expect(bounded).toBe(false)
    for (const end of [gap?.low ?? NaN, gap?.high ?? NaN]) {
      const ratio = 1 + end
      const distance = (0.5 - ratio) ** 2
      expect(distance / (1.959963984540054 ** 2 * (0.01 + ratio ** 2 * 0.49))).toBeCloseTo(1, 12)
    }
    expect(gap?.high).toBeLessThan(0)
    // From which side it is contradicted does not depend on the unit of the metric.
    for (const unit of [0.1, 1, 100]) {
      const [small, other] = [c, t].map(({ mean, squaredError, n }) => ({
        mean: mean * unit,
        squaredError: squaredError * unit * unit,
        n,
      })) as [typeof c, typeof t]
      expect(liftByFieller(small, other, { side: 'greater' }).gap).toBeDefined()
      expect(liftByFieller(small, other, { side: 'less' }).gap).toBeUndefined()
      const below = { ...other, mean: -other.mean }
      expect(liftByFieller(small, below, { side: 'greater' }).gap).toBeUndefined()
      expect(liftByFieller(small, below, { side: 'less' }).gap).toBeDefined()
    }
  })

  it('leaves out one-sidedly only what is contradicted from that side', () => {
    const noisy = meanEstimate({ n: 100, mean: 1, variance: 100 })
    const [above, below] = [30, -30].map((mean) =>
      meanEstimate({ n: 100, mean, variance: 100 }),
    ) as [typeof noisy, typeof noisy]
    expect(liftByFieller(noisy, above, { side: 'greater' }).gap?.low).toBeLessThan(0)
    expect(liftByFieller(noisy, above, { side: 'less' }).p).toBeCloseTo(1, 12)
    expect(liftByFieller(noisy, above, { side: 'less' }).gap).toBeUndefined()
    expect(liftByFieller(noisy, below, { side: 'less' }).gap?.high).toBeGreaterThan(0)
    expect(liftByFieller(noisy, below, { side: 'greater' }).gap).toBeUndefined()
  })
})

describe('fiellerSet', () => {
  const parts = {
    treated: 12,
    base: 10,
    treatedError: 2,
    baseError: 1,
    commonError: 0.8,
    df: 20,
  }

  it('knows from which side a lift is contradicted, whatever both means have in common', () => {
    for (const [base, treated, baseError, treatedError, commonError, side] of [
      [-0.1, -1.6, 8.5, 1, 2.5, 'less'],
      [0.2, 3.8, 1, 1.7, 1.2, 'greater'],
      [-3.1, -0.6, 8.3, 1.2, 3.1, 'greater'],
    ] as const) {
      const parts = { base, treated, baseError, treatedError, commonError, df: 50 }
      const { gap } = fiellerSet(parts, 1.96)
      expect(gap).toBeDefined()
      const other = side === 'less' ? 'greater' : 'less'
      expect(fiellerSet(parts, 1.96, side).gap).toEqual(gap)
      expect(fiellerSet(parts, 1.96, other).gap).toBeUndefined()
      // In the middle of what is left out treated less ratio × base is far off on that side.
      const middle = ((gap?.low ?? 0) + (gap?.high ?? 0)) / 2
      const z = fiellerStatistic(parts, middle)
      expect(side === 'less' ? -z : z).toBeGreaterThan(1.96)
    }
  })

  it('takes what both means have in common into account, on either side of zero', () => {
    for (const base of [10, -10]) {
      const given = { ...parts, base }
      const { interval, bounded } = fiellerSet(given, 2)
      expect(bounded).toBe(true)
      expect(Math.abs(fiellerStatistic(given, interval.low))).toBeCloseTo(2, 10)
      expect(Math.abs(fiellerStatistic(given, interval.high))).toBeCloseTo(2, 10)
    }
  })

  it('is the whole line where the base is exactly as far from zero as it reaches', () => {
    const at = fiellerSet({ ...parts, base: 1, treatedError: 1, commonError: 0 }, 1)
    expect(at).toEqual({ bounded: false, interval: { low: -Infinity, high: Infinity } })
  })
})
