import { describe, expect, it } from 'vitest'
import { lookTables } from './all-looks.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, Day, MetricSummary, TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { isRefusal } from './refusal.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

const plan: AnalysisPlan = {
  experiment: 'cta',
  hypothesis: 'A warm button is pressed more often.',
  control: 'plain',
  variants: [
    { key: 'plain', share: 0.5 },
    { key: 'warm', share: 0.5 },
  ],
  primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
  stopping: { kind: 'always_valid' },
}

const rate = (successes: number, n: number): MetricSummary => ({ kind: 'rate', successes, n })

/** Days on which so many of a thousand did it with the warm button, and a hundred without. */
function measured(...warm: readonly number[]): AnalysisData {
  const days = warm.map((successes, index): Day => {
    const day = new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10)
    const metrics = { bought: { plain: rate(100, 1000), warm: rate(successes, 1000) } }
    return { day, units: { plain: 1000, warm: 1000 }, metrics }
  })
  return { units: sumUnits(days), metrics: sumDays(days), days }
}

function primaryOf(data: AnalysisData, changed: Partial<AnalysisPlan> = {}) {
  const found = analyze({ ...plan, ...changed }, data)
  const [row] = found.primary
  if (row === undefined) throw new Error('There is no row.')
  return { ...found, row }
}

describe('an always-valid plan', () => {
  it('has one interval a day: the row, the verdict and the end of the series are the same', () => {
    // Large at first, then nothing: the first days narrow the interval more than all of them do.
    const data = measured(160, 150, 110, 105, 100, 100)
    const { row, series } = primaryOf(data)
    if (isRefusal(row)) throw new Error(row.message)
    const last = series[0]?.points.at(-1)
    expect(row.difference.interval).toEqual(last?.interval)
    expect(row.difference.p).toBe(last?.p)
    const { days: _, ...whole } = data
    const once = primaryOf(whole).row
    if (isRefusal(once)) throw new Error(once.message)
    expect(row.difference.interval.low).toBeGreaterThan(once.difference.interval.low)
    expect(row.difference.p).toBeLessThan(once.difference.p)
    expect(row.difference.estimate).toBe(once.difference.estimate)
    expect(row.difference.settings['looks']).toBe(6)
  })

  it('finds on a later day what an earlier one has found, on its side', () => {
    const { row, verdict } = primaryOf(measured(170, 165, 120, 100, 100))
    expect(row).toMatchObject({ finding: 'better' })
    expect(verdict).toMatchObject({ decision: 'ship', treatment: 'warm' })
  })

  it('says when the estimate has left what all looks have in common', () => {
    const { row, notes } = primaryOf(measured(170, 165, 110, 100, 100))
    if (isRefusal(row)) throw new Error(row.message)
    const { estimate, interval } = row.difference
    expect(estimate).toBeLessThan(interval.low)
    expect(notes.join(' ')).toContain('has left the interval that all looks have in common')
  })

  it('finds nothing where the estimate has crossed zero since', () => {
    const { row, verdict, notes } = primaryOf(measured(130, 130, 130, 35, 35))
    if (isRefusal(row)) throw new Error(row.message)
    expect(row.difference.interval.low).toBeGreaterThan(0)
    expect(row.difference.estimate).toBeLessThan(0)
    expect([row.finding, verdict.decision]).toEqual(['unclear', 'keep_running'])
    expect(notes.join(' ')).toContain('has left the interval')
  })

  it('cannot tell when its looks have no value in common', () => {
    const { row, verdict, series } = primaryOf(measured(250, 250, 20, 20, 20, 20, 20, 20))
    expect(row).toMatchObject({ refused: 'undefined_estimand' })
    expect(verdict.decision).toBe('cannot_tell')
    expect(verdict.rule).toContain('no value in common')
    expect(series[0]?.points.at(-1)?.isEmpty).toBe(true)
  })

  it('excludes zero exactly when p is small enough, whatever the days were', () => {
    for (const warm of [
      [100, 130, 140],
      [160, 100, 100],
      [105, 150, 150, 150],
      [60, 60, 100],
    ]) {
      const { row } = primaryOf(measured(...warm))
      if (isRefusal(row)) throw new Error(row.message)
      const { low, high } = row.difference.interval
      expect(row.difference.p <= 0.05).toBe(low > 0 || high < 0)
    }
  })
})

it.each([
  [{ kind: 'fixed', units: 8000 }],
  [{ kind: 'group_sequential', units: 8000, fractions: [0.5, 1] }],
] as const)('a plan that is %j reads the look that it planned, and no other', (stopping) => {
  const data = measured(160, 150, 110, 100)
  const { days: _, ...whole } = data
  const [with_, without] = [primaryOf(data, { stopping }).row, primaryOf(whole, { stopping }).row]
  expect(with_).toEqual(without)
})

describe('looks that were kept', () => {
  const { units, metrics } = measured(120)
  const midnight = Date.UTC(2026, 10, 10)
  const kept = (...times: readonly number[]): TakenLook[] =>
    times.map((at, look) => ({ look, at, data: { units, metrics } }))
  const daysOf = (data: Pick<AnalysisData, 'looks' | 'days'>): string[] =>
    lookTables(plan, { ...data, metrics }).map(({ day }) => day)

  it('are of the day that has their moment, or ends with it', () => {
    const times = [midnight, midnight + 1, midnight + 43_200_000, midnight + 86_400_000]
    expect(daysOf({ looks: kept(...times) }).slice(0, -1)).toEqual([
      '2026-11-09',
      '2026-11-10',
      '2026-11-10',
      '2026-11-10',
    ])
  })

  it('end on the last day that is known of, by a look or by itself', () => {
    const looks = kept(midnight, midnight + 86_400_000, midnight + 2 * 86_400_000)
    expect(daysOf({ looks }).at(-1)).toBe('2026-11-11')
    const { days = [] } = measured(...Array.from<number>({ length: 14 }).fill(120))
    expect(daysOf({ looks, days }).at(-1)).toBe('2026-11-14')
    expect(daysOf({ looks, days: days.slice(0, 3) }).at(-1)).toBe('2026-11-11')
  })

  it('may be one, or none beside a day, or none at all', () => {
    expect(daysOf({ looks: kept(midnight) })).toEqual(['2026-11-09', '2026-11-09'])
    expect(daysOf({ looks: [], days: measured(120).days ?? [] })).toEqual(['2026-11-01'])
    expect(daysOf({ looks: [] })).toEqual([])
  })

  it('may have been of nobody', () => {
    const nobody = { units: { plain: 0, warm: 0 }, metrics: {} }
    const looks = [{ look: 0, at: midnight, data: nobody }]
    expect(analyze(plan, { ...measured(120, 130), looks }).verdict.decision).toBe('keep_running')
  })
})
