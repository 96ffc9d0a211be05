import { describe, expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { fisherExact } from '../rates/fisher.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, MetricSummary } from './data.ts'
import type { AnalysisPlan, MetricPlan } from './plan.ts'

const crashed: MetricPlan = { key: 'crashed', kind: 'rate', direction: 'lower_is_better' }
const canary: AnalysisPlan = {
  experiment: 'canary',
  hypothesis: 'The new cache crashes less.',
  control: 'old',
  variants: [
    { key: 'old', share: 0.99 },
    { key: 'new', share: 0.01 },
  ],
  primary: [crashed],
  stopping: { kind: 'fixed', units: 30_000 },
}
const rate = (successes: number, n: number) => ({ kind: 'rate', successes, n }) as const
/** The same units as zeros and ones. */
const zeros = (successes: number, n: number): MetricSummary => {
  const mean = successes / n
  return { kind: 'mean', n, mean, variance: (mean * (1 - mean) * n) / (n - 1) }
}
const of = (old: MetricSummary, fresh: MetricSummary): AnalysisData => ({
  units: { old: old.n, new: fresh.n },
  metrics: { crashed: { old, new: fresh } },
})
const rowOf = (plan: AnalysisPlan, data: AnalysisData) => {
  const [row] = analyze(plan, data).primary
  if (row === undefined || 'refused' in row) throw new Error(row?.message)
  return row
}
const asMean: AnalysisPlan = { ...canary, primary: [{ ...crashed, kind: 'mean' }] }

describe('a variant without an event', () => {
  it('is no certainty at the end of a fixed plan', () => {
    for (const [plan, make] of [
      [canary, rate],
      [asMean, zeros],
    ] as const) {
      const data = of(make(297, 29_700), make(0, 300))
      const { difference, finding } = rowOf(plan, data)
      expect(difference.method).toBe('rates_exact')
      expect(difference.p).toBeCloseTo(0.0996, 4)
      expect(finding).toBe('unclear')
      expect(analyze(plan, data).verdict.decision).toBe('inconclusive')
    }
  })

  it('is none at a look of a group-sequential plan', () => {
    const stopping = { kind: 'group_sequential', units: 60_000, fractions: [0.25, 1] } as const
    const data = of(rate(148, 14_850), rate(0, 150))
    expect(rowOf({ ...canary, stopping }, data).difference.p).toBeGreaterThan(0.4)
    expect(analyze({ ...canary, stopping }, data).verdict.decision).toBe('keep_running')
  })

  it('waits at a look so early that no alpha is spent there', () => {
    const stopping = { kind: 'group_sequential', units: 3e7, fractions: [0.001, 1] } as const
    const analysis = analyze({ ...canary, stopping }, of(rate(148, 29_700), rate(0, 300)))
    expect(analysis.primary[0]).toMatchObject({ refused: 'insufficient_data' })
    expect(analysis.verdict.decision).toBe('keep_running')
    // Enough events for the score, and a p that has underflowed.
    const many = analyze({ ...canary, stopping }, of(rate(0, 27_000), rate(3000, 3000)))
    expect(many.primary[0]).toMatchObject({ difference: { p: 0 }, finding: 'unclear' })
  })

  it('is none in a segment, which then is like the others', () => {
    const segment = (value: string, old: MetricSummary, fresh: MetricSummary) => ({
      value,
      ...of(old, fresh),
    })
    const plan: AnalysisPlan = {
      ...canary,
      variants: [
        { key: 'old', share: 0.9 },
        { key: 'new', share: 0.1 },
      ],
      stopping: { kind: 'fixed', units: 20_000 },
      segments: ['country'],
    }
    const { segments } = analyze(plan, {
      ...of(rate(360, 18_000), rate(40, 2000)),
      segments: {
        country: [
          segment('LI', rate(9, 450), rate(0, 50)),
          segment('DE', rate(351, 17_550), rate(40, 1950)),
        ],
      },
    })
    expect(segments[0]?.values[0]?.rows[0]).toMatchObject({ finding: 'unclear' })
    const spread = segments[0]?.heterogeneity[0]?.spread
    expect(spread).toMatchObject({ p: expect.any(Number) as number })
    expect((spread as { p: number }).p).toBeGreaterThan(0.3)
  })

  it('is read by the score where enough were expected, as difference, lift and guardrail', () => {
    const plan: AnalysisPlan = {
      ...canary,
      variants: [
        { key: 'old', share: 0.5 },
        { key: 'new', share: 0.5 },
      ],
      primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
      secondary: [],
      guardrails: [{ ...crashed, margin: 0.1 }],
      stopping: { kind: 'fixed', units: 2000 },
    }
    const spent = { kind: 'mean', n: 1000, mean: 1, variance: 1 } as const
    const data = {
      units: { old: 1000, new: 1000 },
      metrics: {
        crashed: { old: rate(50, 1000), new: rate(0, 1000) },
        spent: { old: spent, new: { ...spent, mean: 2 } },
      },
    }
    const { guardrails, verdict } = analyze(plan, data)
    expect(guardrails[0]).toMatchObject({
      finding: 'within_margin',
      lift: { method: 'lift_rates_score', estimate: -1, interval: { low: -1 } },
      nonInferiority: { isWithinMargin: true, settings: { nullValue: 0.1, side: 'less' } },
    })
    expect(verdict.decision).toBe('ship')
    const always = analyze({ ...plan, stopping: { kind: 'always_valid' } }, data)
    expect(always.guardrails[0]).toMatchObject({ finding: 'within_margin' })
  })
})

describe('few events', () => {
  it('are read exactly, so that plain harm is found', () => {
    const data = of(rate(297, 29_700), rate(20, 300))
    expect(analyze(canary, data).verdict.decision).toBe('roll_back')
    const guarded: AnalysisPlan = {
      ...canary,
      primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
      guardrails: [{ ...crashed, margin: 0.1 }],
    }
    expect(analyze(guarded, data).guardrails[0]).toMatchObject({
      finding: 'harmed',
      lift: { method: 'lift_rates_exact', settings: { alpha: 0.1 } },
      nonInferiority: { method: 'non_inferiority', isWithinMargin: false },
    })
  })

  it('find nothing more often than they may, at 99/1, 90/10 and in small variants', () => {
    const { uniform } = createGenerator(7)
    const draw = (n: number, share: number): number => {
      let count = 0
      for (let index = 0; index < n; index++) if (uniform() < share) count++
      return count
    }
    for (const [share, treated, p] of [
      [0.99, 60, 0.05],
      [0.9, 60, 0.06],
    ] as const) {
      const n = Math.round((treated * share) / (1 - share))
      let found = 0
      const runs = 120
      for (let run = 0; run < runs; run++) {
        const [old, fresh] = [rate(draw(n, p), n), rate(draw(treated, p), treated)]
        if (fresh.successes + old.successes === 0) continue
        if (
          rowOf({ ...canary, stopping: { kind: 'fixed', units: 1 } }, of(old, fresh)).finding !==
          'unclear'
        )
          found++
      }
      // 5 % and three of its standard errors
      expect(found / runs).toBeLessThanOrEqual(0.11)
    }
  })

  it('are as probable as Fisher says, or less', () => {
    const { p } = rowOf(canary, of(rate(2, 29_700), rate(1, 300))).difference
    expect(p).toBeGreaterThan(fisherExact(rate(2, 29_700), rate(1, 300)).p)
  })
})

describe('a mean of zeros and ones', () => {
  const always: AnalysisPlan = { ...asMean, stopping: { kind: 'always_valid' } }
  const covaried = (successes: number, n: number): MetricSummary => ({
    ...(zeros(successes, n) as { n: number; mean: number; variance: number }),
    kind: 'mean',
    covariate: { mean: 0, variance: 1 },
    covariance: 0.01,
  })

  it('waits for as many events as a rate', () => {
    for (const make of [zeros, covaried]) {
      expect(analyze(always, of(make(297, 29_700), make(0, 300))).primary[0]).toMatchObject({
        refused: 'insufficient_data',
        message: expect.stringContaining('events are expected in the smaller variant') as string,
      })
      expect(rowOf(always, of(make(1000, 99_000), make(10, 1000))).difference.method).toBe(
        'asymptotic_confidence_sequence',
      )
    }
  })

  it('is refused with a covariate before five events are expected', () => {
    expect(analyze(asMean, of(covaried(297, 29_700), covaried(0, 300))).primary[0]).toMatchObject({
      refused: 'insufficient_data',
    })
    expect(rowOf(asMean, of(covaried(500, 49_500), covaried(5, 500))).difference.method).toBe(
      'cuped',
    )
  })

  it('knows a variant with few events no better than both, with a covariate', () => {
    const few = rowOf(asMean, of(covaried(990, 99_000), covaried(1, 1000))).difference
    // 0.0099 / 1000, less what the covariate takes out
    expect(few.standardError).toBeCloseTo(Math.sqrt(0.0098 / 1000), 4)
    expect(few.p).toBeGreaterThan(0.001)
  })

  it('is a mean when one variant has other values, with a covariate or without', () => {
    const counts = { kind: 'mean', n: 1000, mean: 0.02, variance: 0.5 } as const
    const known = { ...counts, covariate: { mean: 0, variance: 1 }, covariance: 0.01 } as const
    for (const [make, other, method] of [
      [zeros, counts, 'welch'],
      [covaried, known, 'cuped'],
    ] as const) {
      const both = [make(990, 99_000), other] as const
      expect(rowOf(asMean, of(...both)).difference.method).toBe(method)
      const swapped = of({ ...both[1], n: 99_000 }, make(10, 1000))
      expect(rowOf(asMean, swapped).difference.method).toBe(method)
    }
  })

  it('is a mean when it has other values than these', () => {
    const other = { ...zeros(500, 1000), variance: 0.3 } as MetricSummary
    const counts = { kind: 'mean', n: 1000, mean: 3, variance: 3 } as const
    for (const summary of [other, counts]) {
      const even = {
        ...asMean,
        variants: [
          { key: 'old', share: 0.5 },
          { key: 'new', share: 0.5 },
        ],
      }
      const data = of(summary, { ...summary, mean: 0.9 } as MetricSummary)
      expect(
        rowOf({ ...even, stopping: { kind: 'fixed', units: 1 } }, data).difference.method,
      ).toBe('welch')
    }
  })
})

describe('events that are counted', () => {
  const counted: AnalysisPlan = {
    ...canary,
    primary: [{ ...crashed, test: 'event_counts' }],
    stopping: { kind: 'always_valid' },
  }

  it('are compared exactly from the first one on, as a lift', () => {
    const { difference, lift, finding } = rowOf(counted, of(rate(30, 29_700), rate(8, 300)))
    expect(difference.method).toBe('event_counts')
    expect(difference.settings).toMatchObject({ treatmentShare: 0.01 })
    expect(difference.estimate).toBeCloseTo((8 / 30) * 99 - 1, 9)
    expect(lift).toEqual(difference)
    expect(finding).toBe('worse')
    expect(difference.interval.low).toBeGreaterThan(0)
    const none = rowOf(counted, of(rate(3, 29_700), rate(0, 300))).difference
    expect(none.estimate).toBeCloseTo((0.5 / 3.5) * 99 - 1, 9)
    expect(none.p).toBeGreaterThan(0.2)
    expect(analyze(counted, of(rate(0, 29_700), rate(0, 300))).primary[0]).toMatchObject({
      refused: 'insufficient_data',
    })
  })

  it('guard any plan', () => {
    const guardrails = [{ ...crashed, margin: 0.1, test: 'event_counts' as const }]
    const primary = [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' } as const]
    const data = of(rate(30, 29_700), rate(8, 300))
    expect(analyze({ ...canary, primary, guardrails }, data).guardrails[0]).toMatchObject({
      finding: 'harmed',
      lift: { method: 'event_counts' },
    })
  })

  it('have a plan that they fit, or none', () => {
    expect(() =>
      analyze({ ...counted, stopping: canary.stopping }, of(rate(1, 9), rate(1, 9))),
    ).toThrow('$.primary[0].test')
    const primary = [{ ...crashed, kind: 'mean', test: 'event_counts' } as const]
    expect(() => analyze({ ...counted, primary }, of(rate(1, 9), rate(1, 9)))).toThrow('rates only')
    const unknown = [{ ...crashed, test: 'magic' as 'cuped' }]
    const guardrails = [{ ...crashed, direction: 'higher_is_better', margin: 1 } as const]
    const spent = [{ ...crashed, key: 'spent' }]
    expect(() =>
      analyze({ ...canary, primary: spent, guardrails }, of(rate(1, 9), rate(1, 9))),
    ).toThrow('No rate falls by all of it')
    expect(() => analyze({ ...counted, primary: unknown }, of(rate(1, 9), rate(1, 9)))).toThrow(
      'unadjusted, cuped, event_counts',
    )
  })
})

it('corrects for every comparison of the plan, also those that cannot be made', () => {
  const keys = ['crashed', 'a', 'b', 'c']
  const many = { ...canary, primary: keys.map((key) => ({ ...crashed, key })) }
  const data = of(rate(2970, 29_700), rate(60, 300))
  const { difference, adjustedP } = rowOf(many, data)
  expect(adjustedP).toBeCloseTo(4 * difference.p, 12)
  expect(rowOf(canary, data).adjustedP).toBe(rowOf(canary, data).difference.p)
})
