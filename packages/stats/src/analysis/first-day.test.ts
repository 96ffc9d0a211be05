import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import type { AnalysisData, MetricSummary } from './data.ts'
import { FIRST_DAY } from './first-day.ts'
import type { AnalysisPlan } from './plan.ts'

const HOUR_MS = 3_600_000

const plan: AnalysisPlan = {
  experiment: 'cta',
  hypothesis: 'A warm button is pressed more often.',
  control: 'plain',
  variants: [
    { key: 'plain', share: 0.5 },
    { key: 'warm', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  secondary: [{ key: 'looked', kind: 'rate', direction: 'higher_is_better' }],
  guardrails: [{ key: 'crashed', kind: 'rate', direction: 'lower_is_better', margin: 0.5 }],
  stopping: { kind: 'always_valid' },
  segments: ['country'],
}

const rate = (successes: number): MetricSummary => ({ kind: 'rate', successes, n: 4000 })

function measured(ranMs: number, crashed = 400): AnalysisData {
  const metrics = {
    bought: { plain: rate(400), warm: rate(800) },
    looked: { plain: rate(1000), warm: rate(2000) },
    crashed: { plain: rate(400), warm: rate(crashed) },
  }
  const units = { plain: 4000, warm: 4000 }
  return {
    units,
    metrics,
    ranMs,
    days: [{ day: '2026-11-26', units, metrics }],
    segments: { country: [{ value: 'DE', units, metrics }] },
  }
}

describe('on its first day', () => {
  it('an experiment has counts, no number of an effect, and no verdict', () => {
    const found = analyze(plan, measured(24 * HOUR_MS - 1))
    expect(found.progress).toMatchObject({ isFirstDay: true, mayDecide: false, units: 8000 })
    expect(found.verdict).toEqual({ decision: 'keep_running', rule: FIRST_DAY.message })
    const rows = [
      ...found.primary,
      ...found.secondary,
      ...found.guardrails,
      ...found.segments.flatMap(({ values }) => values.flatMap((value) => value.rows)),
    ]
    expect(rows).toHaveLength(4)
    for (const row of rows) expect(row).toMatchObject(FIRST_DAY)
    expect(found.segments[0]?.heterogeneity).toMatchObject([{ spread: FIRST_DAY }])
    expect(found.series).toEqual([])
    expect(JSON.stringify(found)).not.toContain('"estimate"')
  })

  it('harm to a guardrail does not wait, and is the only number', () => {
    const { verdict, guardrails, primary } = analyze(plan, measured(HOUR_MS, 1200))
    expect(verdict).toMatchObject({ decision: 'roll_back', treatment: 'warm' })
    expect(guardrails).toMatchObject([{ metric: 'crashed', finding: 'harmed' }])
    expect(primary).toMatchObject([FIRST_DAY])
  })

  it('data that cannot be trusted is told of', () => {
    const data = measured(HOUR_MS)
    const { verdict } = analyze(plan, { ...data, units: { plain: 4900, warm: 4000 } })
    expect(verdict.decision).toBe('cannot_tell')
  })
})

it('a day after its start an experiment is read as planned, and so it is where nothing says when it began', () => {
  for (const data of [measured(24 * HOUR_MS), { ...measured(0), ranMs: undefined }]) {
    const { ranMs, ...rest } = data
    const found = analyze(plan, ranMs === undefined ? rest : { ...rest, ranMs })
    expect(found.progress.isFirstDay).toBe(false)
    expect(found.verdict).toMatchObject({ decision: 'ship', treatment: 'warm' })
  }
})

it('refuses to have run for less than nothing', () => {
  expect(() => analyze(plan, measured(-1))).toThrow(/data\.ranMs/)
})

describe('whole weeks', () => {
  const noteOf = (hours: number): string | undefined =>
    analyze(plan, measured(hours * HOUR_MS)).notes.find((note) => note.includes('rests on'))

  it('are counted from the start, whatever the time of day: two of them touch fifteen days', () => {
    expect(noteOf(14 * 24)).toBeUndefined()
    expect(noteOf(14 * 24 + 5)).toBeUndefined()
    expect(noteOf(15 * 24)).toContain('rests on 15 days, which are not whole weeks')
    expect(noteOf(6.9 * 24)).toContain('rests on 6 days, less than one week')
    expect(noteOf(20.9 * 24)).toContain('rests on 20 days, which are not whole weeks')
  })

  it('are missed in the singular too', () => {
    expect(noteOf(25)).toContain('rests on 1 day, less than one week')
  })
})
