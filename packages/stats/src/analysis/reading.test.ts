import { describe, expect, it } from 'vitest'
import { compareRatesScore } from '../rates/compare-rates-score.ts'
import { scoreOfDifference } from '../rates/score.ts'
import { asymptoticSequence } from '../sequential/asymptotic.ts'
import type { Analysis } from './read-data.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, Day, MetricSummary } from './data.ts'
import { planChanges } from './plan-changes.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

const bought: MetricPlan = { key: 'bought', kind: 'rate', direction: 'higher_is_better' }
const plan: AnalysisPlan = {
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [bought],
  stopping: { kind: 'fixed', units: 20_000 },
}
const three: AnalysisPlan = {
  ...plan,
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.25 },
    { key: 'long', share: 0.25 },
  ],
}
const rate = (successes: number, n = 10_000) => ({ kind: 'rate', successes, n }) as const
const of = (short: number): AnalysisData => ({
  units: { control: 10_000, short: 10_000 },
  metrics: { bought: { control: rate(1000), short: rate(short) } },
})
const ofThree = (short: number, long: number): AnalysisData => ({
  units: { control: 10_000, short: 5000, long: 5000 },
  metrics: { bought: { control: rate(1000), short: rate(short, 5000), long: rate(long, 5000) } },
})
const firstOf = ({ primary: [row] }: Analysis) => {
  if (row === undefined || 'refused' in row) throw new Error('not compared')
  return row
}
const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const
const guardrail = {
  key: 'bought',
  kind: 'rate',
  direction: 'higher_is_better',
  margin: 0.1,
} as const

describe('corrections', () => {
  it('divide alpha beforehand where looks have an alpha of their own', () => {
    const once = { ...looks, fractions: [1] }
    const alphaOf = (given: AnalysisPlan, data: AnalysisData): unknown =>
      firstOf(analyze(given, data)).difference.settings['alpha']
    const stopping = { ...three, stopping: once, correction: 'bonferroni' } as const
    expect(alphaOf(stopping, ofThree(600, 600))).toBeCloseTo(0.025, 9)
    expect(alphaOf({ ...stopping, correction: 'none' }, ofThree(600, 600))).toBeCloseTo(0.05, 9)
    expect(alphaOf({ ...plan, stopping: once }, of(1100))).toBeCloseTo(0.05, 9)
  })

  it('multiply p where there is one reading, whatever the correction', () => {
    const row = firstOf(analyze({ ...three, correction: 'bonferroni' }, ofThree(560, 500)))
    expect(row.difference.settings['alpha']).toBe(0.05)
    expect(row.adjustedP).toBeCloseTo(2 * row.difference.p, 14)
  })
})

describe('the treatment that is shipped', () => {
  it('is the one with the least doubt, wherever it stands', () => {
    expect(analyze(three, ofThree(580, 650)).verdict).toMatchObject({
      decision: 'ship',
      treatment: 'long',
    })
    expect(analyze(three, ofThree(650, 580)).verdict.treatment).toBe('short')
  })

  it('is rolled back only when all are worse', () => {
    expect(analyze(three, ofThree(400, 500)).verdict.decision).toBe('inconclusive')
    expect(analyze(three, ofThree(400, 390)).verdict).toMatchObject({
      decision: 'roll_back',
      treatment: 'short',
      rule: '"short" is worse in bought.',
    })
  })

  it('is not better in one primary metric and worse in another', () => {
    const paid = { ...bought, key: 'paid' }
    const { metrics, units } = of(1200)
    const data = { units, metrics: { ...metrics, paid: { control: rate(900), short: rate(700) } } }
    expect(analyze({ ...plan, primary: [bought, paid] }, data).verdict.decision).toBe('roll_back')
  })
})

describe('progress', () => {
  it('is at its end with the last look, and not before', () => {
    const last = analyze({ ...plan, stopping: looks }, of(1010))
    expect(last.progress).toEqual({
      units: 20_000,
      isEnded: true,
      mayDecide: true,
      isFirstDay: false,
      look: 1,
    })
    expect(last.verdict.decision).toBe('inconclusive')
    const first = analyze({ ...plan, stopping: { ...looks, units: 30_000 } }, of(1010))
    expect(first.progress).toEqual({
      units: 20_000,
      isEnded: false,
      mayDecide: true,
      isFirstDay: false,
      look: 0,
    })
    expect(first.verdict.decision).toBe('keep_running')
  })

  it('waits for the first look in words', () => {
    const { verdict } = analyze({ ...plan, stopping: { ...looks, units: 90_000 } }, of(1010))
    expect(verdict).toEqual({
      decision: 'keep_running',
      rule: 'The first look is at a fraction of 90000 units, and there are 20000.',
    })
  })
})

describe('one variant with a covariate and one without', () => {
  it('are compared without it', () => {
    const mean = { kind: 'mean', n: 10_000, mean: 1, variance: 2 } as const
    const adjusted = { ...mean, covariate: { mean: 3, variance: 2 }, covariance: 1 }
    const primary = [{ ...bought, kind: 'mean' as const }]
    for (const [control, short] of [
      [mean, adjusted],
      [adjusted, mean],
    ] as const) {
      const data = { ...of(1000), metrics: { bought: { control, short } } }
      expect(firstOf(analyze({ ...plan, primary }, data)).difference.method).toBe('welch')
    }
    const ratio = {
      kind: 'ratio',
      n: 10_000,
      numerator: { mean: 1, variance: 2 },
      denominator: { mean: 3, variance: 2 },
      covariance: 1,
    } as const
    const known = {
      ...ratio,
      covariate: { mean: 1, variance: 1 },
      numeratorCovariance: 1,
      denominatorCovariance: 0,
    }
    const errorOf = (control: MetricSummary, short: MetricSummary): number => {
      const data = { ...of(1000), metrics: { bought: { control, short } } }
      const given = { ...plan, primary: [{ ...bought, kind: 'ratio' as const }] }
      return firstOf(analyze(given, data)).difference.standardError
    }
    expect(errorOf(known, ratio)).toBe(errorOf(ratio, ratio))
    expect(errorOf(ratio, known)).toBe(errorOf(ratio, ratio))
    expect(errorOf(known, known)).toBeLessThan(errorOf(ratio, ratio))
    const both = { ...of(1000), metrics: { bought: { control: adjusted, short: adjusted } } }
    expect(firstOf(analyze({ ...plan, primary }, both)).difference.method).toBe('cuped')
  })
})

describe('segments', () => {
  it('differ or not for each treatment alone', () => {
    const segment = (value: string, short: number) => ({
      value,
      units: { control: 5000, short: 2500, long: 2500 },
      metrics: ofThree(short, 550).metrics,
    })
    const segments = { country: [segment('DE', 700), segment('FR', 500)] }
    const [country] = analyze(
      { ...three, segments: ['country'] },
      { ...ofThree(600, 550), segments },
    ).segments
    expect(country?.heterogeneity).toMatchObject([
      { treatment: 'short', spread: { df: 1 } },
      { treatment: 'long', spread: { df: 1, q: 0, p: 1 } },
    ])
  })

  it('are read once, at the alpha of the plan', () => {
    const { units, metrics } = of(1100)
    const data = { ...of(1100), segments: { country: [{ value: 'DE', units, metrics }] } }
    const rowOf = (given: AnalysisPlan): unknown =>
      analyze({ ...given, segments: ['country'] }, data).segments[0]?.values[0]?.rows[0]
    expect(rowOf(plan)).toMatchObject({ difference: { settings: { alpha: 0.05 } } })
    expect(rowOf({ ...plan, alpha: 0.1 })).toMatchObject({
      difference: { settings: { alpha: 0.1 } },
    })
  })
})

describe('guardrails', () => {
  const methodOf = (changed: Partial<AnalysisPlan>): unknown => {
    const primary = [{ ...bought, key: 'paid' }]
    const [row] = analyze(
      { ...plan, primary, guardrails: [guardrail], ...changed },
      of(1010),
    ).guardrails
    return row !== undefined && 'lift' in row && [row.lift.method, row.finding]
  }

  it('have intervals at twice their one-sided alpha', () => {
    for (const units of [20_000, 30_000]) {
      const given = { ...plan, stopping: { kind: 'fixed', units } } as const
      const primary = [{ ...bought, key: 'paid' }]
      const alphaOf = (alpha?: number): unknown => {
        const guardrails = [{ ...guardrail, ...(alpha !== undefined && { alpha }) }]
        return analyze({ ...given, primary, guardrails }, of(1010)).guardrails[0]
      }
      expect(alphaOf()).toMatchObject({ lift: { settings: { alpha: 0.1 } } })
      expect(alphaOf(0.01)).toMatchObject({ lift: { settings: { alpha: 0.02 } } })
    }
  })

  it('are read once at the end of a fixed plan, and as a sequence otherwise', () => {
    const sequence = 'asymptotic_confidence_sequence'
    expect(methodOf({})).toEqual(['lift_rates_score', 'within_margin'])
    expect(methodOf({ stopping: { kind: 'fixed', units: 30_000 } })).toEqual([sequence, 'unclear'])
    expect(methodOf({ stopping: { kind: 'always_valid', maximumUnits: 100 } })).toEqual([
      sequence,
      'unclear',
    ])
    expect(methodOf({ stopping: looks })).toEqual([sequence, 'unclear'])
  })
})

describe('losses', () => {
  it('are those between assignment and exposure, of all who were assigned', () => {
    const data = { ...of(1000), units: { control: 9900, short: 9700 }, metrics: {} }
    const assigned = { control: 10_000, short: 10_000 }
    expect(analyze(plan, { ...data, assigned }).health).toMatchObject({
      status: 'warning',
      losses: [{ of: 'exposure', variant: 'short', controlShare: 0.01, share: 0.03 }],
      diagnosis: [{ stage: 'log_processing' }],
    })
  })

  it('cannot be compared with a variant that has no units', () => {
    const data = { units: { control: 10_000 }, metrics: {}, missing: { bought: { control: 10 } } }
    expect(analyze(plan, data).health.losses).toEqual([])
    const assigned = { control: 10_010 }
    expect(analyze(plan, { ...data, missing: {}, assigned }).health.losses).toEqual([])
  })

  it('are none in a variant that nobody has counted', () => {
    const { losses } = analyze(plan, { ...of(1000), missing: { bought: { control: 100 } } }).health
    expect(losses).toMatchObject([{ controlShare: 0.01, share: 0, isDifferent: true }])
  })

  it('are a warning from a p of 0.001 on', () => {
    const missing = (short: number) => ({ bought: { control: 100, short } })
    const statusOf = (short: number): string =>
      analyze(plan, { ...of(1000), missing: missing(short) }).health.status
    // compareEventCounts has p of 0.0011 and of 0.0009 for 100 and so many.
    expect(statusOf(168)).toBe('good')
    expect(statusOf(169)).toBe('warning')
  })
})

describe('units in several variants', () => {
  it('break the data from one in a hundred on', () => {
    const statusOf = (unitsInSeveralVariants: number): string =>
      analyze(plan, { ...of(1000), unitsInSeveralVariants }).health.status
    expect(statusOf(202)).toBe('good')
    expect(statusOf(203)).toBe('broken')
    const { health } = analyze(plan, { ...of(1000), unitsInSeveralVariants: 5000 })
    expect(health.severalVariants).toEqual({ units: 5000, share: 0.2 })
    const none = analyze(plan, of(1000)).health.severalVariants
    expect(none).toEqual({ units: 0, share: 0 })
  })
})

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

it('says what speaks for the stage where units were lost', () => {
  const data = { ...of(1000), units: { control: 10_000, short: 9000 } }
  const evidenceOf = (given: AnalysisData): unknown => analyze(plan, given).health.diagnosis[0]
  expect(evidenceOf(data)).toMatchObject({ evidence: expect.stringContaining('are not known') })
  expect(evidenceOf({ ...data, assigned: { control: 10_000, short: 10_000 } })).toMatchObject({
    evidence: 'The assigned units divide as planned, the exposed ones do not.',
  })
})

describe('notes', () => {
  it('come with every verdict that ends an experiment, and with no other', () => {
    expect(analyze(plan, of(850)).notes).toHaveLength(1)
    expect(analyze(plan, of(1200)).notes).toHaveLength(1)
    expect(analyze(plan, of(1000)).notes).toHaveLength(1)
    const stopping = { kind: 'always_valid' } as const
    expect(analyze({ ...plan, stopping }, of(1000)).notes).toEqual([])
  })

  it('name a single change', () => {
    const week = { ...of(1000), ranMs: 7 * 86_400_000 }
    const { notes } = analyze(plan, { ...week, registeredPlan: { ...plan, alpha: 0.01 } })
    expect(notes).toEqual(['The plan was changed after it was registered: alpha.'])
  })
})

it('tells changes of a whole list, and of what is no list any more', () => {
  const registered = { ...plan, segments: ['country'] }
  expect(planChanges(plan, registered)).toEqual([
    { path: '$.segments', words: 'segments', is: ['country'] },
  ])
  expect(planChanges(registered, plan)).toEqual([
    { path: '$.segments', words: 'segments', was: ['country'] },
  ])
  const broken = { ...plan, segments: 'country' } as unknown as AnalysisPlan
  expect(planChanges(registered, broken)).toEqual([
    { path: '$.segments', words: 'segments', was: ['country'], is: 'country' },
  ])
  expect(planChanges(registered, { ...plan, segments: ['country', 'browser'] })).toEqual([
    { path: '$.segments[1]', words: 'segments[1]', is: 'browser' },
  ])
  const paid = { ...bought, key: 'paid' }
  const more = { ...plan, primary: [bought, paid] }
  expect(planChanges(plan, more)).toEqual([
    { path: '$.primary[1]', words: 'the primary metric "paid"', is: paid },
  ])
  expect(planChanges(more, plan)).toEqual([
    { path: '$.primary[1]', words: 'the primary metric "paid"', was: paid },
  ])
})

describe('a plan at its borders', () => {
  const shares = (control: number, short: number): Partial<AnalysisPlan> => ({
    variants: [
      { key: 'control', share: control },
      { key: 'short', share: short },
    ],
  })
  it.each([
    [{ primary: [{ ...bought, minimumEffect: 0 }] }, 'minimumEffect'],
    [{ primary: [{ ...bought, minimumEffect: Infinity }] }, 'minimumEffect'],
    [{ primary: [bought, bought] }, 'stands twice'],
    [{ guardrails: [{ ...guardrail, key: 'a', margin: -0.01 }] }, 'margin'],
    [{ guardrails: [{ ...guardrail, key: 'a', margin: Infinity }] }, 'margin'],
    [{ guardrails: [{ ...guardrail, key: 'a', alpha: 0 }] }, 'alpha'],
    [{ guardrails: [{ ...guardrail, key: 'a', alpha: 0.5 }] }, 'alpha'],
    [{ alpha: 0 }, '$.alpha'],
    [{ alpha: 1, power: 0.9 }, '$.alpha'],
    [{ power: 0.05 }, '$.power'],
    [{ power: 1 }, '$.power'],
    [shares(1.2, -0.2), '$.variants: The shares sum to'],
    [shares(-0.5, 1.5), '$.variants: The shares sum to'],
    [shares(0.5, 0.4), '$.variants: The shares sum to'],
    [{ variants: three.variants, stopping: looks }, '$.correction'],
    [{ variants: [{ key: 'control', share: 1 }] }, 'Name two or more'],
    [{ stopping: { kind: 'fixed', units: 0 } }, 'units'],
    [{ stopping: { kind: 'fixed', units: 1.5 } }, 'units'],
    [{ stopping: { ...looks, fractions: [] } }, 'fractions'],
    [{ stopping: { ...looks, fractions: [0, 1] } }, 'fractions'],
    [{ stopping: { ...looks, fractions: [1, 0.5] } }, 'fractions'],
    [{ stopping: { ...looks, fractions: [0.5, Infinity] } }, 'fractions'],
    [{ stopping: { kind: 'always_valid', tunedFor: 0 } }, 'tunedFor'],
    [{ stopping: { kind: 'always_valid', maximumUnits: 0 } }, 'units'],
  ] as const)('is refused beyond them: %o', (changed, fault) => {
    expect(() => analyze({ ...plan, ...changed }, of(1000))).toThrow(fault)
  })

  it.each([
    { primary: [{ ...bought, minimumEffect: 0.01 }] },
    { guardrails: [{ ...guardrail, key: 'a', margin: 0, alpha: 0.499 }] },
    { guardrails: [{ ...guardrail, key: 'a', margin: 0.99 }] },
    { guardrails: [{ ...guardrail, key: 'a', direction: 'lower_is_better', margin: 1.5 }] },
    { guardrails: [{ ...guardrail, key: 'a', kind: 'mean', margin: 1.5 }] },
    { alpha: 0.8, power: 0.9 },
    { power: 0.06 },
    { variants: three.variants, stopping: looks, correction: 'bonferroni' },
    { variants: three.variants, stopping: looks, correction: 'none' },
    { variants: three.variants, correction: 'hochberg' },
    { stopping: looks, correction: 'holm' },
    { stopping: { kind: 'always_valid', maximumUnits: 1, tunedFor: 1 } },
  ] as const)('is taken within them: %o', (changed) => {
    expect(() => analyze({ ...plan, ...changed }, of(1000))).not.toThrow()
  })
})
