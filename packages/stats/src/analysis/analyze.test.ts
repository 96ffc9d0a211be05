import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisData, MetricSummary } from './data.ts'
import { planHash } from './plan-hash.ts'
import type { AnalysisPlan } from './plan.ts'
import { wholeWeeks } from './whole-weeks.ts'

const plan: AnalysisPlan = {
  experiment: 'checkout-cta',
  hypothesis: 'A shorter label is read, so more people buy.',
  control: 'control',
  variants: [
    { key: 'control', share: 0.5 },
    { key: 'short', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  guardrails: [{ key: 'load_time', kind: 'mean', direction: 'lower_is_better', margin: 0.02 }],
  stopping: { kind: 'fixed', units: 20_000 },
}

const rate = (successes: number, n = 10_000): MetricSummary => ({ kind: 'rate', successes, n })
const mean = (value: number, n = 10_000): MetricSummary => ({
  kind: 'mean',
  n,
  mean: value,
  variance: 1,
})

const measured = (bought: number, loadTime = 2, n = 10_000): AnalysisData => ({
  units: { control: n, short: n },
  metrics: {
    bought: { control: rate(n / 10, n), short: rate(bought, n) },
    load_time: { control: mean(2, n), short: mean(loadTime, n) },
  },
})

const decide = (data: AnalysisData, changed: Partial<AnalysisPlan> = {}): string =>
  analyze({ ...plan, ...changed }, data).verdict.decision

describe('the verdict', () => {
  it.each([
    ['ship', 'the primary metric is better', measured(1200)],
    ['inconclusive', 'nothing is clear at the end', measured(1010)],
    ['roll_back', 'the primary metric is worse', measured(850)],
    ['roll_back', 'a guardrail is harmed, however good the primary metric', measured(1200, 2.2)],
    ['inconclusive', 'it is not clear that a guardrail is unharmed', measured(1200, 2.03)],
    ['keep_running', 'the planned units are not there yet', measured(600, 2, 5000)],
    [
      'roll_back',
      'a guardrail is harmed before the planned units are there',
      measured(600, 2.5, 5000),
    ],
    [
      'cannot_tell',
      'units are missing',
      { ...measured(1200), units: { control: 10_000, short: 9000 } },
    ],
    [
      'cannot_tell',
      'units were in both variants',
      { ...measured(1200), unitsInSeveralVariants: 900 },
    ],
    ['cannot_tell', 'the primary metric is missing at the end', { ...measured(1200), metrics: {} }],
  ] as const)('is %s when %s', (decision, _why, data) => {
    const { verdict } = analyze(plan, data)
    expect(verdict.decision).toBe(decision)
    expect(verdict.rule).toMatch(/\.$/)
  })

  it('says the rule in one sentence', () => {
    expect(analyze(plan, measured(1200)).verdict.rule).toBe(
      '"short" is better in bought, worse in no primary metric, and within the margin of every guardrail.',
    )
    expect(analyze(plan, measured(600, 2, 5000)).verdict.rule).toBe(
      'The plan reads its primary metrics once, at 20000 units, and there are 10000.',
    )
  })

  it('comes at any time from a test that may be looked at at any time', () => {
    const stopping = { kind: 'always_valid' } as const
    expect(decide(measured(700, 2, 5000), { stopping, guardrails: [] })).toBe('ship')
    expect(decide(measured(700, 2, 5000), { stopping })).toBe('keep_running')
    expect(decide(measured(510, 2, 5000), { stopping })).toBe('keep_running')
    expect(
      decide(measured(510, 2, 5000), { stopping: { ...stopping, maximumUnits: 10_000 } }),
    ).toBe('inconclusive')
    expect(decide(measured(40, 2, 100), { stopping })).toBe('keep_running')
  })

  it('takes a boundary at an early look, and less at a later one', () => {
    const stopping = {
      kind: 'group_sequential',
      units: 20_000,
      fractions: [0.25, 0.5, 0.75, 1],
    } as const
    // z of about 2.8: not enough at the first look, whose bound is 4.3, and plenty at the last.
    expect(decide(measured(296, 2, 2500), { stopping })).toBe('keep_running')
    expect(decide(measured(1120, 2, 10_000), { stopping })).toBe('ship')
    expect(analyze({ ...plan, stopping }, measured(296, 2, 2500)).progress).toMatchObject({
      look: 0,
      isEnded: false,
    })
    expect(decide(measured(100, 2, 1000), { stopping })).toBe('keep_running')
  })
})

describe('the scorecard', () => {
  it('corrects over treatments and metrics, and finds with the corrected p', () => {
    const three: Partial<AnalysisPlan> = {
      variants: [
        { key: 'control', share: 0.4 },
        { key: 'short', share: 0.3 },
        { key: 'long', share: 0.3 },
      ],
      guardrails: [],
      stopping: { kind: 'fixed', units: 100 },
    }
    const data: AnalysisData = {
      units: { control: 4000, short: 3000, long: 3000 },
      metrics: {
        bought: { control: rate(400, 4000), short: rate(346, 3000), long: rate(310, 3000) },
      },
    }
    const { primary } = analyze({ ...plan, ...three }, data)
    const [short] = primary
    if (short === undefined || 'refused' in short) throw new Error('not compared')
    expect(short.difference.p).toBeLessThan(0.05)
    expect(short.adjustedP).toBeCloseTo(2 * short.difference.p, 12)
    expect(short.finding).toBe('unclear')
  })

  it('puts a refusal in the place of a number', () => {
    const { primary, verdict } = analyze(plan, {
      ...measured(1200),
      metrics: { ...measured(1200).metrics, bought: { control: rate(0), short: rate(0) } },
    })
    expect(primary[0]).toMatchObject({ metric: 'bought', refused: 'insufficient_data' })
    expect(verdict.decision).toBe('cannot_tell')
  })

  it('adjusts a mean and a ratio by their covariates, and reads plain ratios', () => {
    const spread = (value: number, variance: number) => ({ mean: value, variance })
    const adjusted = (value: number) =>
      ({
        kind: 'mean',
        n: 10_000,
        mean: value,
        variance: 4,
        covariate: spread(1, 1),
        covariance: 1.6,
      }) as const
    const ratio = (value: number) =>
      ({
        kind: 'ratio',
        n: 10_000,
        numerator: spread(value, 4),
        denominator: spread(2, 1),
        covariance: 1,
      }) as const
    const both = (value: number) =>
      ({
        ...ratio(value),
        covariate: spread(1, 1),
        numeratorCovariance: 1.2,
        denominatorCovariance: 0.1,
      }) as const
    const metric = (key: string, kind: 'mean' | 'ratio') =>
      ({ key, kind, direction: 'higher_is_better' }) as const
    const primary = [
      metric('spent', 'mean'),
      metric('per_visit', 'ratio'),
      metric('adjusted', 'ratio'),
    ]
    const rows = analyze(
      { ...plan, primary, guardrails: [] },
      {
        ...measured(1),
        metrics: {
          spent: { control: adjusted(5), short: adjusted(5.1) },
          per_visit: { control: ratio(5), short: ratio(5.1) },
          adjusted: { control: both(5), short: both(5.1) },
        },
      },
    ).primary.map((row) => ('refused' in row ? undefined : row))
    const [spent, perVisit, adjustedRatio] = rows
    expect(spent?.difference.method).toBe('cuped')
    // 4 - 1.6²/1, hardly more than that for the pooled slope
    expect(spent?.difference.standardError).toBeCloseTo(Math.sqrt((2 * (4 - 2.56)) / 10_000), 4)
    expect(spent?.lift).toMatchObject({ method: 'lift_cuped' })
    expect(perVisit?.difference.estimate).toBeCloseTo(0.05, 12)
    expect(adjustedRatio?.difference.standardError).toBeLessThan(
      perVisit?.difference.standardError ?? 0,
    )
  })

  it('cannot tell of a metric that is not what the plan says', () => {
    const primary = [{ key: 'bought', kind: 'mean', direction: 'higher_is_better' }] as const
    const { verdict } = analyze({ ...plan, primary }, measured(1200))
    expect(verdict.decision).toBe('cannot_tell')
    expect(verdict.rule).toContain(
      'The plan says that bought is a mean, and the data that it is a rate.',
    )
  })

  it('reads secondary metrics to learn from, and never decides by them', () => {
    const secondary = [{ key: 'load_time', kind: 'mean', direction: 'lower_is_better' }] as const
    const analysis = analyze({ ...plan, guardrails: [], secondary }, measured(1010, 3))
    expect(analysis.secondary[0]).toMatchObject({ finding: 'worse' })
    expect(analysis.verdict.decision).toBe('inconclusive')
  })

  it('refuses a lift over zero, and keeps the difference', () => {
    const primary = [{ key: 'balance', kind: 'mean', direction: 'higher_is_better' }] as const
    const metrics = { balance: { control: mean(0), short: mean(0.1) } }
    const row = analyze({ ...plan, primary, guardrails: [] }, { ...measured(1), metrics })
      .primary[0]
    expect(row).toMatchObject({ lift: { refused: 'undefined_estimand' }, finding: 'better' })
  })

  it('splits by planned segments, and says whether they differ', () => {
    const segment = (value: string, bought: number) => ({
      value,
      units: { control: 5000, short: 5000 },
      metrics: { bought: { control: rate(500, 5000), short: rate(bought, 5000) } },
    })
    const data = {
      ...measured(1200),
      segments: { country: [segment('DE', 700), segment('FR', 500)] },
    }
    const [country] = analyze({ ...plan, segments: ['country'] }, data).segments
    expect(country?.heterogeneity[0]?.spread).toMatchObject({ df: 1 })
    expect(country?.values.map(({ rows }) => rows[0])).toMatchObject([
      { finding: 'better' },
      { finding: 'unclear' },
    ])
    const reversed = { ...data, segments: { country: [segment('FR', 500), segment('DE', 700)] } }
    const [other] = analyze({ ...plan, segments: ['country'] }, reversed).segments
    expect(other?.values.toReversed()).toEqual(country?.values)
  })
})

describe('health', () => {
  it('says at which stage units were lost', () => {
    const stageOf = (data: AnalysisData) =>
      analyze(plan, data).health.diagnosis.map(({ stage }) => stage)
    const good = { control: 10_000, short: 10_000 }
    const bad = { control: 10_000, short: 9000 }
    const data = measured(1200)
    expect(stageOf(data)).toEqual([])
    expect(stageOf({ ...data, units: bad, assigned: bad })).toEqual(['assignment'])
    expect(stageOf({ ...data, units: bad, assigned: good })).toEqual(['execution'])
    expect(stageOf({ ...data, analysed: bad })).toEqual(['log_processing'])
    expect(stageOf({ ...data, unitsInSeveralVariants: 900 })).toEqual(['interference'])
    const segments = { country: [{ value: 'DE', units: bad, metrics: {} }] }
    expect(stageOf({ ...data, segments })).toEqual(['analysis'])
  })

  it('warns when one variant loses more values', () => {
    const { health, notes } = analyze(plan, {
      ...measured(1200),
      missing: { bought: { control: 100, short: 300 } },
    })
    expect(health.status).toBe('warning')
    expect(health.losses[0]).toMatchObject({
      of: 'bought',
      share: 0.03,
      controlShare: 0.01,
      isDifferent: true,
    })
    expect(notes).toContain(
      '3.00 % of the units of "short" are missing in bought, and 1.00 % of the control\'s.',
    )
  })

  it('finds a mismatch that later days have hidden', () => {
    const day = (name: string, control: number, short: number) => ({
      day: name,
      units: { control, short },
    })
    const days = [day('2026-11-01', 500, 800), day('2026-11-02', 9500, 9200)]
    expect(analyze(plan, { ...measured(1200), days }).verdict.decision).toBe('cannot_tell')
  })
})

describe('days', () => {
  const day = (index: number, effect: number) => ({
    day: `2026-11-${String(index + 1).padStart(2, '0')}`,
    units: { control: 1000, short: 1000 },
    metrics: { bought: { control: rate(100, 1000), short: rate(100 + effect, 1000) } },
  })
  const days = Array.from({ length: 10 }, (_, index) => day(index, 60 - 8 * index))

  it('makes a series whose interval only narrows, and finds an effect that wears off', () => {
    const { series, notes } = analyze(plan, { ...measured(1240), days })
    const widths = series[0]?.points.map(({ interval }) => interval.high - interval.low) ?? []
    expect(widths).toHaveLength(10)
    expect(widths).toEqual(widths.toSorted((left, right) => right - left))
    expect(series[0]?.trend).toMatchObject({ method: 'effect_trend' })
    expect(notes.join(' ')).toContain('changes with the day')
    expect(notes.join(' ')).toContain('not whole weeks')
  })

  it('warns of a verdict on less than a week', () => {
    const { notes } = analyze(plan, { ...measured(1200), days: days.slice(0, 3) })
    expect(notes).toContain('The verdict rests on 3 days, less than one week: weekdays may differ.')
  })

  it('counts whole weeks', () => {
    expect(wholeWeeks(days)).toHaveLength(7)
    expect(wholeWeeks(days.slice(0, 6))).toHaveLength(0)
  })

  it('carries what happened outside', () => {
    const soon = [{ day: 'soon', title: 'Black Friday' }]
    expect(() => analyze(plan, { ...measured(1200), annotations: soon })).toThrow(
      'data.annotations[0].day is soon.',
    )
    const annotations = [{ day: '2026-11-27', title: 'Black Friday' }]
    const { notes } = analyze(plan, { ...measured(1200), annotations })
    expect(notes).toContain('2026-11-27: Black Friday')
  })
})

describe('the plan', () => {
  it('has one hash however its keys are ordered, and another for every change', () => {
    const shuffled = Object.fromEntries(
      Object.entries(plan).toReversed(),
    ) as unknown as AnalysisPlan
    expect(planHash(shuffled)).toBe(planHash(plan))
    expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/)
    expect(planHash({ ...plan, alpha: 0.1 })).not.toBe(planHash(plan))
  })

  it('is no JSON with a NaN in it', () => {
    const odd = { ...plan, power: (): number => 1 } as unknown as typeof plan
    expect(() => planHash(odd)).toThrow('The plan is no JSON')
    expect(() => planHash({ ...plan, alpha: NaN })).toThrow(
      expect.objectContaining({ category: 'invalid_input' }),
    )
  })

  it('says what was changed since it was registered', () => {
    const changed = {
      ...plan,
      alpha: 0.1,
      primary: [{ ...plan.primary[0]!, direction: 'lower_is_better' as const }],
    }
    const { planChanges, notes } = analyze(changed, { ...measured(1200), registeredPlan: plan })
    expect(planChanges).toEqual([
      { path: '$.alpha', words: 'alpha', is: 0.1 },
      {
        path: '$.primary[0].direction',
        words: 'the direction of "bought"',
        was: 'higher_is_better',
        is: 'lower_is_better',
      },
    ])
    expect(notes[0]).toBe(
      'The plan was changed after it was registered: alpha, the direction of "bought".',
    )
  })

  it('gives the same bytes for the same input', () => {
    const data = { ...measured(1200), segments: {}, annotations: [] }
    const shuffled = Object.fromEntries(
      Object.entries(plan).toReversed(),
    ) as unknown as AnalysisPlan
    expect(JSON.stringify(analyze(shuffled, data))).toBe(JSON.stringify(analyze(plan, data)))
  })

  it.each([
    [undefined, '$: Give an object.'],
    [{}, '$.variants: Give a list'],
    [{ ...plan, primary: [null] }, '$.primary: Give a list'],
    [{ ...plan, stopping: { kind: 'whenever' } }, '$.stopping.kind'],
    [{ ...plan, stopping: { kind: 'group_sequential', units: 1 } }, '$.stopping.fractions'],
  ])('is refused when it is no plan: %o', (given, fault) => {
    expect(() => analyze(given as AnalysisPlan, measured(1))).toThrow(fault)
  })

  it('is refused with all its faults at once', () => {
    const faulty = {
      ...plan,
      control: 'none',
      alpha: 5,
      primary: [],
      variants: [
        { key: 'a', share: 0.5 },
        { key: 'a', share: 0.4 },
      ],
      stopping: { kind: 'fixed', units: 0 },
    } as const
    expect(() => analyze(faulty, measured(1200))).toThrow(/5 faults|6 faults|7 faults/)
    expect(() => analyze({ ...plan, hypothesis: ' ' }, measured(1200))).toThrow(
      'The plan has 1 fault:\n$.hypothesis',
    )
    expect(() => analyze(faulty, measured(1200))).toThrow(/\$\.control: "none" is no variant/)
  })
})
