import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { effectTrend } from './effect-trend.ts'
import { effectTrendSequential } from './effect-trend-sequential.ts'

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

it('is the line through effects that lie on one, whatever their errors and times', () => {
  const effects = [3, -1, 7, 12].map((at, index) => ({
    at,
    estimate: 2 - 0.25 * at,
    standardError: 0.1 + 0.05 * index,
  }))
  const result = effectTrend(effects)
  expect(result.estimate).toBeCloseTo(-0.25, 14)
  expect(result.intercept).toBeCloseTo(2, 14)
  // 1 / Σ w (at - centre)², worked out by hand for equal errors: at 0, 1 and 2.
  const even = effectTrend(
    [0, 1, 2].map((at) => ({ at, estimate: at * at, standardError: 0.5 })),
    { alpha: 0.1, side: 'greater' },
  )
  expect(even.estimate).toBeCloseTo(2, 14)
  expect(even.standardError).toBeCloseTo(0.5 / Math.SQRT2, 14)
  expect(even.intercept).toBeCloseTo(5 / 3 - 2, 14)
  expect(even.settings).toEqual({ alpha: 0.1, side: 'greater' })
  expect(() => effectTrend(effects.map((effect) => ({ ...effect, at: NaN })))).toThrow('at is NaN')
})

it('refuses two effects, and effects of one day', () => {
  expect(() => effectTrend(fading.slice(0, 2))).toThrow('2 effects')
  expect(() => effectTrend(fading.map((effect) => ({ ...effect, at: 1 })))).toThrow('one time')
})

describe('effectTrendSequential', () => {
  it('has an interval that excludes 0 exactly when p is alpha or less', () => {
    const plain = effectTrend(fading)
    const result = effectTrendSequential(fading)
    expect(result.estimate).toBe(plain.estimate)
    expect(result.p).toBeGreaterThan(plain.p)
    expect(result.interval.low).toBeLessThan(plain.interval.low)
    // log 20 + ½ log(1 + t²/V) = t² z² / (2 (V + t²)) is where p is 5 %
    const { mixingVariance } = result.settings as { mixingVariance: number }
    const variance = result.standardError ** 2
    const z = Math.sqrt(
      ((2 * (variance + mixingVariance)) / mixingVariance) *
        (Math.log(20) + 0.5 * Math.log1p(mixingVariance / variance)),
    )
    expect(result.interval.high - result.estimate).toBeCloseTo(z * result.standardError, 12)
    // 12 × 0.1² / (14 × 195), times 2 log 20 + log(1 + 2 log 20)
    expect(mixingVariance).toBeCloseTo(
      (0.12 / 2730) * (2 * Math.log(20) + Math.log(1 + 2 * Math.log(20))),
      9,
    )
    const logRatio =
      (mixingVariance / (2 * (variance + mixingVariance))) * result.statistic ** 2 -
      0.5 * Math.log1p(mixingVariance / variance)
    expect(result.logP).toBeCloseTo(-logRatio, 12)
    expect(result.p).toBeCloseTo(Math.exp(-logRatio), 12)
    expect(result.settings).toMatchObject({ alpha: 0.05, tunedFor: 14 })
    const wider = fading.map((effect) => ({ ...effect, at: effect.at * 2 + 5 }))
    expect(effectTrendSequential(wider).p).toBeCloseTo(result.p, 12)
  })

  it('finds a trend where there is none in one of twenty, asked every day of four weeks', () => {
    const { uniform } = createGenerator(23)
    const normal = (): number => normalUpperQuantile(Math.max(1e-12, uniform()))
    const runs = 1000
    let [always, daily, found] = [0, 0, 0]
    for (let run = 0; run < runs; run++) {
      const effects = Array.from({ length: 28 }, (_, at) => ({
        at,
        estimate: 3 + normal(),
        standardError: 1,
      }))
      const looks = Array.from({ length: 26 }, (_, index) => effects.slice(0, index + 3))
      if (looks.some((look) => effectTrendSequential(look).p <= 0.05)) always++
      if (looks.some((look) => effectTrend(look).p <= 0.05)) daily++
      const fades = effects.map(({ estimate, ...rest }) => ({
        ...rest,
        estimate: estimate - 0.15 * rest.at,
      }))
      if (effectTrendSequential(fades).p <= 0.05) found++
    }
    expect(always / runs).toBeLessThanOrEqual(0.05)
    expect(daily / runs).toBeGreaterThan(0.25)
    expect(found / runs).toBeGreaterThan(0.95)
  })

  it('has a p of 1 where nothing changes', () => {
    const flat = fading.map((effect) => ({ ...effect, estimate: 0.3 }))
    expect(effectTrendSequential(flat).p).toBe(1)
  })

  it('is tuned for three effects or more', () => {
    expect(effectTrendSequential(fading, { tunedFor: 3 }).settings).toMatchObject({ tunedFor: 3 })
    expect(() => effectTrendSequential(fading, { tunedFor: 2 })).toThrow('tunedFor is 2')
  })

  it('refuses effects that do not rise in time', () => {
    expect(() => effectTrendSequential(fading.toReversed())).toThrow('effects[1].at is 4, after 5')
  })
})
