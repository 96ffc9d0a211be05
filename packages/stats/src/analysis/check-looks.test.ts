import { describe, expect, it } from 'vitest'
import { data, plan, rate } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import { StatsError } from '../errors.ts'
import type { AnalysisPlan, StoppingRule } from './plan.ts'
import { plannedLooks } from './planned-looks.ts'
import { NOT_YET } from './read-data.ts'

const fractions = [0.25, 0.5, 1]
const byLook: AnalysisPlan = {
  ...plan,
  stopping: { kind: 'group_sequential', units: 20_000, fractions },
}
const taken = (look: number, at: number): TakenLook => {
  const n = 10_000 * (fractions[look] ?? 0)
  const bought = { control: rate(n / 10, n), short: rate(n / 10, n) }
  return { look, at, data: { units: { control: n, short: n }, metrics: { bought } } }
}

it('refuses a look that comes again, and one that was taken before the one before', () => {
  const [first, second] = [taken(0, 1000), taken(1, 2000)]
  const reading =
    (...looks: TakenLook[]) =>
    () =>
      analyze(byLook, { ...data, looks })
  expect(reading(first, second)).not.toThrow()
  expect(reading(first, taken(1, 1000))).not.toThrow()
  expect(reading(first, taken(0, 2000))).toThrow(
    'data.looks[1] and data.looks[0] are both look 0. Give each look once, as it was taken first.',
  )
  expect(reading(taken(1, 1000), taken(0, 1000))).toThrow(
    'data.looks[1] is look 0, and data.looks[0] is look 1. Give looks in the order they were taken.',
  )
  expect(reading(first, taken(1, 999))).toThrow(
    'data.looks[1].at is 999, before 1000 of data.looks[0], though look 1 comes after look 0.',
  )
})

it('refuses a number of a look where the plan has no such look', () => {
  const anyTime: AnalysisPlan = { ...plan, stopping: { kind: 'always_valid' } }
  expect(() => analyze(plan, { ...data, look: 0 })).not.toThrow()
  expect(() => analyze(plan, { ...data, look: 1 })).toThrow(
    'data.look is 1, and the plan has one look, which is 0.',
  )
  expect(() => analyze(anyTime, { ...data, look: 0 })).toThrow(
    'data.look is 0, and the plan has no looks: it may be read at any time.',
  )
})

it('says in which look the data cannot be', () => {
  const { data: measured, ...look } = taken(0, 1000)
  const fractional = { ...measured, units: { control: 2500.5, short: 2500 } }
  expect(() => analyze(byLook, { ...data, looks: [{ ...look, data: fractional }] })).toThrow(
    'In data.looks[0]: data.units.control is 2500.5',
  )
})

it('tells what is to be known of newer data, and not that their time has not come', () => {
  const late = { ...data, annotations: [{ day: '2026-11-02', title: 'A sale.' }] }
  const { notes } = analyze(byLook, { ...late, looks: [taken(0, 1000)] })
  const { notes: afresh } = analyze(byLook, { ...late, looks: [] })
  expect(afresh).toContain(NOT_YET)
  expect(notes).not.toContain(NOT_YET)
  const others = afresh.slice(1).filter((note) => note !== NOT_YET)
  expect(notes).toEqual(expect.arrayContaining(others))
  expect(others.length).toBeGreaterThan(0)
  expect(notes.length).toBeGreaterThan(1)
})

describe('looks that are none', () => {
  /** What it is refused with, and not by a fault of the language. */
  const refusalOf = (run: () => unknown): string => {
    try {
      run()
    } catch (error) {
      return error instanceof StatsError ? `${error.category}: ${error.message}` : String(error)
    }
    return 'nothing'
  }

  it('are refused by their form', () => {
    const first = taken(0, 1000)
    for (const looks of [null, {}, 5, 'x', [null], [{ ...first, look: '0' }], [{ look: 0, at: 1 }]])
      expect(refusalOf(() => analyze(byLook, { ...data, looks } as unknown as AnalysisData))).toBe(
        'invalid_input: data.looks is not of the right form. Give a list of objects with look, at and data.',
      )
  })

  it('are refused at a time that no calendar has', () => {
    const wanted = 'Give milliseconds since 1970 of a day in a calendar.'
    for (const at of [1e300, 9e15, -9e15, Number.NaN, Infinity]) {
      expect(refusalOf(() => analyze(byLook, { ...data, looks: [taken(0, at)] }))).toBe(
        `invalid_input: data.looks[0].at is ${at}. ${wanted}`,
      )
      expect(refusalOf(() => analyze(byLook, { ...data, at }))).toBe(
        `invalid_input: data.at is ${at}. ${wanted}`,
      )
    }
    const text = { ...data, at: '2026-11-02' } as unknown as AnalysisData
    expect(refusalOf(() => analyze(byLook, text))).toBe(
      `invalid_input: data.at is 2026-11-02. ${wanted}`,
    )
    expect(refusalOf(() => analyze(byLook, { ...data, looks: [taken(0, 8.64e15)] }))).toBe(
      'nothing',
    )
  })

  it('are not planned by a rule that is none', () => {
    const planned = (rule: unknown): string => refusalOf(() => plannedLooks(rule as StoppingRule))
    for (const rule of [null, undefined, {}, 'fixed', { kind: 'x' }, { kind: 'group_sequential' }])
      expect(planned(rule)).toContain('invalid_input: The stopping rule is none. Give')
    for (const units of [undefined, '', Number.NaN, 0, -1])
      expect(planned({ kind: 'fixed', units })).toContain('invalid_input: units is')
  })
})

it('plans a look at as many units as its fraction is of them, and none more for the last digit', () => {
  const stopping = {
    kind: 'group_sequential',
    units: 100,
    fractions: [0.07, 0.14, 0.28, 0.55, 0.555, 1],
  } as const
  expect(plannedLooks(stopping).map(({ units }) => units)).toEqual([7, 14, 28, 55, 56, 100])
  for (let n = 1; n <= 2000; n++) {
    for (const total of [n, 1000, 12_345_678]) {
      const part = Math.min(n, total)
      const fraction = part / total
      const [look] = plannedLooks({ ...stopping, units: total, fractions: [fraction, 2] })
      expect(look?.units).toBe(part)
    }
  }
  const units = { control: 3, short: 4 }
  const bought = { control: rate(1, 3), short: rate(2, 4) }
  const { progress } = analyze({ ...plan, stopping }, { units, metrics: { bought } })
  expect(progress).toMatchObject({ look: 0, mayDecide: true })
})
