import { expect, it } from 'vitest'
import { createGenerator } from '../chance/generator.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, Day, MetricSummary, TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import { isRefusal } from './refusal.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

const plan: AnalysisPlan = {
  experiment: 'cta',
  hypothesis: 'Who sees the warm button spends more, day after day.',
  control: 'plain',
  variants: [
    { key: 'plain', share: 0.5 },
    { key: 'warm', share: 0.5 },
  ],
  primary: [{ key: 'spent', kind: 'mean', direction: 'higher_is_better' }],
  stopping: { kind: 'always_valid' },
}

/** What everybody has spent so far, by the day they came, as it is known at the end of each day. */
function asKnown(seed: number, effect: number, last = 21): readonly AnalysisData[] {
  const { uniform } = createGenerator(seed)
  const noise = () => Math.sqrt(12 / 200) * (uniform() - 0.5)
  const cohorts: { plain: number; warm: number; lived: number }[] = []
  return Array.from({ length: last }, () => {
    cohorts.push({ plain: 0, warm: 0, lived: 0 })
    for (const cohort of cohorts) {
      cohort.plain += noise()
      cohort.warm += noise() + effect
      cohort.lived++
    }
    const days = cohorts.map(({ plain, warm, lived }, index): Day => {
      const mean = (value: number): MetricSummary => ({
        kind: 'mean',
        n: 200,
        mean: value,
        variance: lived,
      })
      return {
        day: new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10),
        units: { plain: 200, warm: 200 },
        metrics: { spent: { plain: mean(plain), warm: mean(warm) } },
      }
    })
    const ranMs = days.length * 86_400_000
    return { units: sumUnits(days), metrics: sumDays(days), days, ranMs }
  })
}

function readDaily(known: readonly AnalysisData[], isKept: boolean) {
  const looks: TakenLook[] = []
  return known.map((data, index) => {
    const given = isKept ? { ...data, looks: [...looks] } : data
    const { primary, verdict } = analyze(plan, given)
    looks.push({ look: index, at: Date.UTC(2026, 10, 2 + index), data })
    const [row] = primary
    if (row === undefined || isRefusal(row)) return { p: 1, width: Infinity, verdict }
    const { p, interval } = row.difference
    return { p, width: interval.high - interval.low, verdict }
  })
}

it('keeps what was ruled out where the looks are kept, though earlier days become others', () => {
  let rises = 0
  for (let seed = 1; seed <= 6; seed++) {
    const known = asKnown(seed, 0.03)
    const [kept, anew] = [readDaily(known, true), readDaily(known, false)]
    for (const [index, { p, width }] of kept.entries()) {
      const before = kept[index - 1]
      if (before === undefined) continue
      expect(p).toBeLessThanOrEqual(before.p)
      expect(width).toBeLessThanOrEqual(before.width)
      if ((anew[index]?.p ?? 1) > (anew[index - 1]?.p ?? 1)) rises++
    }
  }
  // From days as they are known by now, p may rise.
  expect(rises).toBeGreaterThan(0)
})

it('reads kept looks in place of days, and each counts once', () => {
  const known = asKnown(1, 0, 4)
  const [, second, , last] = known
  if (second === undefined || last === undefined) throw new Error('There are four days.')
  const looks = [{ look: 1, at: Date.UTC(2026, 10, 3), data: second }]
  const [row] = analyze(plan, { ...last, looks }).primary
  if (row === undefined || isRefusal(row)) throw new Error('There is a row.')
  expect(row.difference.settings['looks']).toBe(2)
  const { days: _, ...undated } = last
  const [same] = analyze(plan, { ...undated, looks }).primary
  expect(same).toEqual(row)
})

it('ends the series where the row stands, and has one point a day', () => {
  const known = asKnown(3, 0.03)
  const data = known.at(-1)
  if (data === undefined) throw new Error('There are days.')
  // Looked at at noon, and now is the evening of the day of the last look.
  const looks = known.slice(0, -1).map((then, index) => ({
    look: index,
    at: Date.UTC(2026, 10, 2 + index, 12),
    data: then,
  }))
  const { primary, series } = analyze(plan, { ...data, looks })
  const [row] = primary
  if (row === undefined || isRefusal(row)) throw new Error('There is no row.')
  const points = series[0]?.points ?? []
  expect(points.map(({ day }) => day)).toEqual(data.days?.slice(1).map(({ day }) => day))
  const { p, interval, estimate } = row.difference
  expect(points.at(-1)).toMatchObject({ p, interval, estimate })
  const [running] = analyze(plan, { ...data, looks: looks.slice(0, 5) }).series
  expect(running?.points.slice(0, 4)).toEqual(points.slice(0, 4))
})

it('goes on for days on which nobody came', () => {
  const known = asKnown(1, 0, 4)
  const data = known.at(-1)
  if (data === undefined) throw new Error('There are days.')
  const looks = [2, 3, 4, 5, 6, 7].map((day, look) => ({
    look,
    at: Date.UTC(2026, 10, day),
    data: known[Math.min(look, 3)] ?? data,
  }))
  const [series] = analyze(plan, { ...data, looks }).series
  expect(series?.points.map(({ day }) => day)).toEqual(
    [1, 2, 3, 4, 5, 6].map((day) => `2026-11-0${day}`),
  )
})

it('reads a look of the first moment that has a date', () => {
  const [data] = asKnown(1, 0, 1)
  if (data === undefined) throw new Error('There is a day.')
  const { days: _, ...undated } = data
  const looks = [{ look: 0, at: -8.64e15, data: undated }]
  expect(analyze(plan, { ...undated, looks }).primary).toHaveLength(1)
})

it('refuses kept looks that are none', () => {
  const [data] = asKnown(1, 0, 1)
  if (data === undefined) throw new Error('There is a day.')
  const first = { look: 0, at: Date.UTC(2026, 10, 2), data }
  expect(() => analyze(plan, { ...data, looks: [first, first] })).toThrow('are both look 0')
  expect(() => analyze(plan, { ...data, looks: [{ ...first, look: -1 }] })).toThrow('look is -1')
  expect(() => analyze(plan, { ...data, looks: [{ ...first, look: 0.5 }] })).toThrow('look is 0.5')
  expect(() => analyze(plan, { ...data, looks: [{ ...first, at: NaN }] })).toThrow('at is NaN')
})

it('does not count what was read when the data was not sound, and remembers a split that was wrong', () => {
  const of = (n: number, plain: number, warm: number): Pick<AnalysisData, 'units' | 'metrics'> => ({
    units: { plain: n, warm: n },
    metrics: {
      spent: {
        plain: { kind: 'rate', n, successes: plain },
        warm: { kind: 'rate', n, successes: warm },
      },
    },
  })
  const rates: AnalysisPlan = {
    ...plan,
    primary: [{ key: 'spent', kind: 'rate', direction: 'higher_is_better' }],
  }
  const mixed = { ...of(1500, 150, 240), unitsInSeveralVariants: 200 }
  const now = { ...of(10_200, 1020, 1150), unitsInSeveralVariants: 201 }
  const look = { look: 0, at: Date.UTC(2026, 10, 3), data: mixed }
  expect(analyze(rates, mixed).verdict.decision).toBe('cannot_tell')
  expect(analyze(rates, { ...now, looks: [look] })).toMatchObject({
    primary: analyze(rates, now).primary,
    verdict: { decision: 'keep_running' },
  })
  const uneven = { ...of(1000, 100, 120), units: { plain: 1000, warm: 1300 } }
  const { health } = analyze(rates, { ...now, looks: [{ ...look, data: uneven }] })
  expect(health.status).toBe('broken')
})

it('takes no day for a look before the first was kept', () => {
  const known = asKnown(3, 0.02, 7).at(-1)
  if (known === undefined) throw new Error('There are no days.')
  const { days: _days, ...now } = known
  const { primary, series } = analyze(plan, { ...known, looks: [] })
  expect(primary).toEqual(analyze(plan, now).primary)
  expect(primary).not.toEqual(analyze(plan, known).primary)
  expect(series.flatMap(({ points }) => points.map(({ day }) => day))).toEqual(['2026-11-07'])
  expect(analyze(plan, { ...now, looks: [] }).series).toEqual(analyze(plan, now).series)
})
