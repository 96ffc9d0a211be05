import { describe, expect, it } from 'vitest'
import { of, plan, rate } from '../../test/label-experiment.ts'
import { compareRatesScore } from '../rates/compare-rates-score.ts'
import { scoreOfDifference } from '../rates/score.ts'
import { asymptoticSequence } from '../sequential/asymptotic.ts'
import { analyze } from './analyze.ts'
import type { Day, MetricSummary } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const

describe('days', () => {
  const day = (name: string, short: number, more: Partial<Day> = {}): Day => ({
    day: name,
    units: { control: 5000, short: 5000 },
    metrics: { bought: { control: rate(500, 5000), short: rate(short, 5000) } },
    ...more,
  })
  const days = [day('2026-11-01', 560), day('2026-11-02', 540)]

  it('are no series without days, and one point with one', () => {
    expect(analyze(plan, of(1100)).series).toEqual([])
    const [series] = analyze(plan, { ...of(1100), days: days.slice(0, 1) }).series
    expect(series?.points).toHaveLength(1)
    expect(series?.trend).toMatchObject({ refused: 'insufficient_data' })
  })

  it.each([
    [{ kind: 'fixed', units: 20_000 }, 20_000],
    [looks, 20_000],
    [{ kind: 'always_valid', tunedFor: 3000 }, 3000],
    [{ kind: 'always_valid' }, undefined],
  ] as const)('are sequences that are tightest where the plan looks: %o', (stopping, tunedFor) => {
    const [series] = analyze({ ...plan, stopping }, { ...of(1100), days }).series
    const { estimate, standardError } = compareRatesScore(rate(1000), rate(1100))
    const { interval, p } = asymptoticSequence(
      { estimate, standardError, n: 20_000 },
      tunedFor === undefined ? {} : { tunedFor },
    )
    const reach = (estimate - interval.low) / standardError
    expect(series?.points.map(({ estimate }) => Number(estimate.toFixed(12)))).toEqual([
      0.012, 0.01,
    ])
    expect(series?.points[1]?.p).toBeCloseTo(Math.min(p, series?.points[0]?.p ?? 1), 12)
    const { low = 0 } = series?.points[1]?.interval ?? {}
    expect(scoreOfDifference(rate(1000), rate(1100), low)).toBeCloseTo(reach, 8)
  })

  it('add up to the whole, for every kind of metric', () => {
    const mean = { kind: 'mean', n: 2, mean: 1, variance: 2 } as const
    const adjusted = { ...mean, covariate: { mean: 3, variance: 2 }, covariance: 2 } as const
    const ratio = {
      kind: 'ratio',
      n: 2,
      numerator: { mean: 1, variance: 2 },
      denominator: { mean: 3, variance: 2 },
      covariance: 2,
    } as const
    const sumOf = (first: MetricSummary, second: MetricSummary): unknown =>
      sumDays([
        day('2026-11-01', 0, { metrics: { a: { control: first } } }),
        day('2026-11-02', 0, { metrics: { a: { control: second } } }),
        day('2026-11-03', 0, { metrics: { a: { control: { ...second, n: 0 } } } }),
      ])['a']?.['control']
    expect(sumOf(rate(10, 100), rate(20, 200))).toEqual(rate(30, 300))
    // 0, 2 and 4, 6 have a variance of 20 / 3
    const summed = { kind: 'mean', n: 4, mean: 3, variance: 20 / 3 }
    expect(sumOf(mean, { ...mean, mean: 5 })).toEqual(summed)
    expect(() => sumOf(adjusted, { ...mean, mean: 5 })).toThrow('a covariate on 1 of 2 days')
    // A day of one unit, at 7 and 6, and one of 0 and 2 at 2 and 4.
    const single = { ...mean, n: 1, mean: 7, variance: 0, covariance: 0 } as const
    expect(sumOf({ ...single, covariate: { mean: 6, variance: 0 } }, adjusted)).toEqual({
      kind: 'mean',
      n: 3,
      mean: 3,
      variance: 13,
      covariate: { mean: 4, variance: 4 },
      covariance: 7,
    })
    const known = {
      ...ratio,
      covariate: { mean: 3, variance: 2 },
      numeratorCovariance: 2,
      denominatorCovariance: 2,
    } as const
    expect(sumOf(known, { ...known, numerator: { mean: 5, variance: 2 } })).toMatchObject({
      n: 4,
      covariate: { mean: 3, variance: 4 / 3 },
      numeratorCovariance: 4 / 3,
      denominatorCovariance: 4 / 3,
    })
    expect(() => sumOf(known, ratio)).toThrow('a covariate on 1 of 2 days')
    const alone = sumDays([day('2026-11-01', 0, { metrics: { a: { control: known } } })])
    expect(alone['a']?.['control']).toEqual(known)
    expect(sumOf(adjusted, { ...adjusted, mean: 5 })).toEqual({
      ...summed,
      covariate: { mean: 3, variance: 4 / 3 },
      covariance: 4 / 3,
    })
    expect(sumOf(ratio, { ...ratio, numerator: { mean: 5, variance: 2 } })).toEqual({
      kind: 'ratio',
      n: 4,
      numerator: { mean: 3, variance: 20 / 3 },
      denominator: { mean: 3, variance: 4 / 3 },
      covariance: 4 / 3,
    })
    expect(() => sumOf(mean, ratio)).toThrow('of one kind on some days')
    expect(sumUnits(days)).toEqual({ control: 10_000, short: 10_000 })
  })

  it('have a trend at the alpha of the plan, from three on', () => {
    const more = [...days, day('2026-11-03', 520)]
    const data = { units: { control: 15_000, short: 15_000 }, metrics: {}, days: more }
    const alphaOf = (given: AnalysisPlan): unknown => analyze(given, data).series[0]?.trend
    expect(alphaOf(plan)).toMatchObject({ settings: { alpha: 0.05 } })
    expect(alphaOf({ ...plan, alpha: 0.1 })).toMatchObject({ settings: { alpha: 0.1 } })
  })

  it('are each a look at the split, however the later ones hide it', () => {
    const uneven = [
      day('2026-11-01', 500),
      day('2026-11-02', 500, { units: { control: 3000, short: 4000 } }),
      day('2026-11-03', 500, { units: { control: 4000, short: 3000 } }),
    ]
    const data = { units: { control: 12_000, short: 12_000 }, metrics: {}, days: uneven }
    expect(analyze(plan, data).health.status).toBe('broken')
  })

  it('begin at no units, also in a variant that is closed', () => {
    const closed = { ...plan, variants: [...plan.variants, { key: 'closed', share: 0 }] }
    expect(analyze(closed, { ...of(1100), days }).health.status).toBe('good')
  })
})
