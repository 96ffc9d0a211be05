import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, Day, MetricSummary } from './data.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'

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
const rate = (successes: number, n = 10_000) => ({ kind: 'rate', successes, n }) as const
const data: AnalysisData = {
  units: { control: 10_000, short: 10_000 },
  metrics: { bought: { control: rate(1000), short: rate(1200) } },
}
const even = data.units

describe('a verdict is none', () => {
  it.each([
    [
      'those left for the analysis do not divide as planned',
      {
        analysed: { control: 10_000, short: 8000 },
        metrics: { bought: { control: rate(1000), short: rate(1000, 8000) } },
      },
      'The units that are left for the analysis do not divide as planned: 10000, 8000 for shares of 0.5, 0.5.',
    ],
    [
      'a metric has units that were not left for the analysis',
      { analysed: { control: 10_000, short: 9990 } },
      'bought has 10000 units in "short", and 9990 were left for the analysis.',
    ],
    [
      'half of a variant has no value',
      { metrics: { bought: { control: rate(1000), short: rate(800, 5000) } } },
      'The units that have a value of bought do not divide as planned: 10000, 5000 for shares of 0.5, 0.5.',
    ],
    [
      'so many were counted as missing',
      { missing: { bought: { control: 0, short: 5000 } } },
      'The units that have a value of bought do not divide as planned: 10000, 5000 for shares of 0.5, 0.5.',
    ],
    [
      'the assigned units do not divide as planned',
      { assigned: { control: 10_000, short: 15_000 } },
      'The assigned units do not divide as planned: 10000, 15000 for shares of 0.5, 0.5.',
    ],
    [
      'units were assigned to a variant that the plan does not know',
      { assigned: { ...even, other: 500 } },
      '500 units were assigned to "other", which is no variant of the plan.',
    ],
  ] as const)('when %s', (_when, changed, problem) => {
    const { health, verdict } = analyze(plan, { ...data, ...changed })
    expect(health.status).toBe('broken')
    expect(health.problems).toContain(problem)
    expect(verdict).toEqual({
      decision: 'cannot_tell',
      rule: `The data cannot be trusted: ${health.problems[0]}`,
    })
  })

  it('when the values of a guardrail do not divide as planned, and not for a secondary metric', () => {
    const half = { control: rate(100), short: rate(50, 5000) }
    const metrics = { ...data.metrics, crashed: half }
    const crashed = { key: 'crashed', kind: 'rate', direction: 'lower_is_better' } as const
    const guarded = { ...plan, guardrails: [{ ...crashed, margin: 0.5 }] }
    expect(analyze(guarded, { ...data, metrics }).verdict.decision).toBe('cannot_tell')
    const beside = analyze({ ...plan, secondary: [crashed] }, { ...data, metrics })
    expect(beside.health.status).toBe('warning')
    expect(beside.verdict.decision).toBe('ship')
  })

  it('and a mismatch in a segment alone is a warning that the verdict carries', () => {
    const value = { value: 'DE', units: { control: 5000, short: 3000 }, metrics: {} }
    const { health, notes } = analyze(plan, { ...data, segments: { country: [value] } })
    expect(health).toMatchObject({ status: 'warning', diagnosis: [{ stage: 'analysis' }] })
    expect(notes).toContain('In country "DE" the units do not divide as planned.')
  })

  it('and names the assignment where it knows an unknown variant', () => {
    expect(
      analyze(plan, { ...data, assigned: { ...even, other: 5 } }).health.diagnosis,
    ).toMatchObject([
      { stage: 'assignment', evidence: '"other" has assigned units, and its share is 0.' },
    ])
    expect(analyze(plan, { ...data, assigned: { ...even, other: 0 } }).health.status).toBe('good')
  })
})

describe('losses that are few', () => {
  it('are compared by counts, so that one unit in a canary is none', () => {
    const canary: AnalysisPlan = {
      ...plan,
      variants: [
        { key: 'control', share: 0.99 },
        { key: 'short', share: 0.01 },
      ],
    }
    const { health } = analyze(canary, {
      units: { control: 9900, short: 100 },
      metrics: {},
      missing: { bought: { control: 0, short: 1 } },
    })
    expect(health.losses[0]?.p).toBeCloseTo(1, 12)
    expect(health.status).toBe('good')
  })

  it('have their part of alpha, as many as there are', () => {
    // p of 0.0007: enough alone, and not beside another row.
    const missing = { bought: { control: 100, short: 170 } }
    const { losses } = analyze(plan, { ...data, missing }).health
    expect(losses).toMatchObject([{ isDifferent: true }])
    expect(losses[0]?.p).toBeGreaterThan(0.0005)
    const two = { ...missing, other: { control: 5, short: 6 } }
    expect(analyze(plan, { ...data, missing: two }).health.losses).toMatchObject([
      { of: 'bought', isDifferent: false },
      { of: 'other', isDifferent: false },
    ])
  })
})

it('ships the treatment that does no harm, though another one looks better', () => {
  const three: AnalysisPlan = {
    ...plan,
    variants: ['control', 'a', 'b'].map((key) => ({ key, share: 1 / 3 })),
    guardrails: [{ key: 'load', kind: 'mean', direction: 'lower_is_better', margin: 0.01 }],
    stopping: { kind: 'fixed', units: 30_000 },
  }
  const load = (mean: number): MetricSummary => ({ kind: 'mean', n: 10_000, mean, variance: 400 })
  const { verdict } = analyze(three, {
    units: { control: 10_000, a: 10_000, b: 10_000 },
    metrics: {
      bought: { control: rate(1000), a: rate(1400), b: rate(1300) },
      load: { control: load(100), a: load(101), b: load(99) },
    },
  })
  expect(verdict).toMatchObject({ decision: 'ship', treatment: 'b' })
})

describe('what the plan does not say', () => {
  const covaried = (mean: number): MetricSummary => ({
    kind: 'mean',
    n: 10_000,
    mean,
    variance: 4,
    covariate: { mean: 1, variance: 1 },
    covariance: 1.9,
  })
  const spent: MetricPlan = { key: 'spent', kind: 'mean', direction: 'higher_is_better' }
  const given: AnalysisData = {
    ...data,
    metrics: { spent: { control: covaried(5), short: covaried(5.03) } },
  }
  const planned = (test?: MetricPlan['test']): AnalysisPlan => ({
    ...plan,
    primary: [{ ...spent, ...(test !== undefined && { test }) }],
  })

  it('is a change of the plan when the data decides it', () => {
    const { planChanges, notes, primary } = analyze(planned(), {
      ...given,
      registeredPlan: planned(),
    })
    expect(planChanges).toEqual([
      { path: '$.primary[0].test', words: 'the test of "spent"', is: 'cuped' },
    ])
    expect(notes[0]).toContain('The plan does not say how these are tested')
    expect(primary[0]).toMatchObject({ difference: { method: 'cuped' } })
  })

  it('is none when the plan says it, and the test is the one that it says', () => {
    const cuped = analyze(planned('cuped'), given)
    expect(cuped.planChanges).toEqual([])
    expect(cuped.primary[0]).toMatchObject({ difference: { method: 'cuped' }, finding: 'better' })
    const plain = analyze(planned('unadjusted'), given)
    expect(plain.planChanges).toEqual([])
    expect(plain.primary[0]).toMatchObject({ difference: { method: 'welch' }, finding: 'unclear' })
    expect(cuped.planHash).not.toBe(plain.planHash)
    const changed = analyze(planned('cuped'), { ...given, registeredPlan: planned('unadjusted') })
    expect(changed.planChanges).toEqual([
      { path: '$.primary[0].test', words: 'the test of "spent"', was: 'unadjusted', is: 'cuped' },
    ])
  })

  it('cannot be told without the covariate that the plan asks for', () => {
    const metrics = {
      spent: { control: covaried(5), short: { kind: 'mean', n: 10_000, mean: 5, variance: 4 } },
    } as const
    expect(analyze(planned('cuped'), { ...data, metrics }).verdict).toMatchObject({
      decision: 'cannot_tell',
      rule: expect.stringContaining('"short" has none') as string,
    })
  })
})

describe('looking early, and again and again', () => {
  it('finds nothing before the plan reads, and says so', () => {
    const segments = {
      country: [{ value: 'DE', units: { control: 250, short: 250 }, metrics: {} }],
    }
    const early: AnalysisData = {
      units: { control: 250, short: 250 },
      metrics: { bought: { control: rate(20, 250), short: rate(37, 250) } },
    }
    const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const
    for (const stopping of [plan.stopping, looks]) {
      const given = {
        ...plan,
        stopping,
        segments: ['country'],
        secondary: [{ ...bought, key: 'paid' }],
      }
      const metrics = { ...early.metrics, paid: early.metrics['bought']! }
      const value = { ...segments.country[0]!, metrics }
      const result = analyze(given, { ...early, metrics, segments: { country: [value] } })
      for (const row of [
        result.primary[0],
        result.secondary[0],
        result.segments[0]?.values[0]?.rows[0],
      ]) {
        expect(row).toMatchObject({ finding: 'unclear' })
      }
      expect(result.notes).toContain(
        "It is not time to read yet: p and intervals are for the plan's first reading, and find nothing before.",
      )
    }
  })

  it('names the test that a look reads', () => {
    const stopping = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const
    expect(analyze({ ...plan, stopping }, data).primary[0]).toMatchObject({
      difference: { method: 'group_sequential', settings: { of: 'rates_score', look: 1 } },
    })
  })

  it('reads segments as often as the whole, by the same kind of test', () => {
    const stopping = { kind: 'always_valid' } as const
    const value = { value: 'DE', ...data, units: even }
    const result = analyze(
      { ...plan, stopping, segments: ['country'] },
      {
        ...data,
        segments: { country: [value] },
      },
    )
    expect(result.segments[0]?.values[0]?.rows[0]).toMatchObject({
      difference: { method: 'asymptotic_confidence_sequence' },
    })
    expect(result.notes.join(' ')).not.toContain('not time to read')
  })

  it('calls no steady effect a novelty in more than one of twenty experiments', () => {
    const { uniform } = createGenerator(29)
    const normal = (): number => normalUpperQuantile(Math.max(1e-12, uniform()))
    const spent: MetricPlan = { key: 'spent', kind: 'mean', direction: 'higher_is_better' }
    const given: AnalysisPlan = { ...plan, primary: [spent], stopping: { kind: 'always_valid' } }
    const mean = (value: number, n: number): MetricSummary => ({
      kind: 'mean',
      n,
      mean: value,
      variance: 1,
    })
    let noted = 0
    for (let run = 0; run < 25; run++) {
      const days: Day[] = Array.from({ length: 28 }, (_, at) => ({
        day: `2026-11-${String(at + 1).padStart(2, '0')}`,
        units: { control: 100, short: 100 },
        metrics: { spent: { control: mean(normal() / 10, 100), short: mean(normal() / 10, 100) } },
      }))
      const isNoted = [7, 14, 21, 28].some((count) =>
        analyze(given, {
          units: { control: 100 * count, short: 100 * count },
          metrics: {},
          days: days.slice(0, count),
        }).notes.some((note) => note.includes('changes with the day')),
      )
      if (isNoted) noted++
    }
    expect(noted).toBeLessThanOrEqual(4)
  })
})

describe('a series', () => {
  const day = (at: number, control: MetricSummary, short: MetricSummary): Day => ({
    day: `2026-11-0${at}`,
    units: { control: control.n, short: short.n },
    metrics: { value: { control, short } },
  })
  const given = (kind: 'mean' | 'ratio'): AnalysisPlan => ({
    ...plan,
    primary: [{ key: 'value', kind, direction: 'higher_is_better', test: 'cuped' }],
    stopping: { kind: 'always_valid' },
  })

  it('ends where the primary metric is, adjusted as that is', () => {
    const ratio = (mean: number): MetricSummary => ({
      kind: 'ratio',
      n: 500,
      numerator: { mean, variance: 4 },
      denominator: { mean: 2, variance: 1 },
      covariance: 1,
      covariate: { mean: 1, variance: 1 },
      numeratorCovariance: 1.8,
      denominatorCovariance: 0.3,
    })
    const days = [1, 2].map((at) => day(at, ratio(5), ratio(5.3)))
    const whole = (mean: number) => ({ ...ratio(mean), n: 1000 }) as MetricSummary
    const { series, primary } = analyze(given('ratio'), {
      units: { control: 1000, short: 1000 },
      metrics: { value: { control: whole(5), short: whole(5.3) } },
      days,
    })
    const [row] = primary
    if (row === undefined || 'refused' in row) throw new Error('not compared')
    expect(row.difference.settings).toMatchObject({ of: 'cuped_ratio' })
    expect(row.lift).toMatchObject({ settings: { of: 'lift_cuped_ratio' } })
    const last = series[0]?.points.at(-1)
    const width = ({ low, high }: { low: number; high: number }) => high - low
    expect(last?.estimate).toBeCloseTo(row.difference.estimate, 12)
    expect(width(last?.interval ?? { low: 0, high: 0 })).toBeCloseTo(
      width(row.difference.interval),
      3,
    )
  })

  it('says which day it lacks, and why', () => {
    const mean = (value: number): MetricSummary => ({
      kind: 'mean',
      n: 500,
      mean: value,
      variance: 4,
      covariate: { mean: 1, variance: 1 },
      covariance: 1.5,
    })
    const days = [day(1, mean(5), mean(5)), day(2, mean(NaN), mean(5)), day(3, mean(5), mean(5))]
    const { series, notes } = analyze(given('mean'), {
      units: { control: 1500, short: 1500 },
      metrics: { value: { control: mean(5), short: mean(5) } },
      days,
    })
    expect(series[0]?.points.map((point) => point.day)).toEqual(['2026-11-01'])
    expect(series[0]?.fault).toMatchObject({ day: '2026-11-02', refused: 'invalid_input' })
    expect(notes.join(' ')).toContain('The series of "short" on value lacks 2026-11-02: ')
  })
})
