import { describe, expect, it } from 'vitest'
import { plan, rate } from '../../test/label-experiment.ts'
import { StatsError } from '../errors.ts'
import { analyze } from './analyze.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'

const DAY_MS = 86_400_000
const START = Date.UTC(2026, 10, 2)

const byLook: AnalysisPlan = {
  ...plan,
  stopping: { kind: 'group_sequential', units: 2000, fractions: [0.5, 1] },
}
const measured = (control: number, short = control): TakenLook['data'] => ({
  units: { control, short },
  metrics: { bought: { control: rate(50, control), short: rate(50, short) } },
})
const taken = (look: number, data: TakenLook['data'], days = 7 * (look + 1)): TakenLook => ({
  look,
  at: START + days * DAY_MS,
  data,
})
const [first, second] = [taken(0, measured(500)), taken(1, measured(1000))]
const now = measured(1200)

/** What data is refused with; `undefined` where it is taken. */
function refusalOf(data: AnalysisData): string | undefined {
  try {
    analyze(byLook, data)
    return undefined
  } catch (error) {
    const isRefusal = error instanceof StatsError && error.category === 'invalid_input'
    return isRefusal ? error.message : `Another fault: ${String(error)}`
  }
}
const looksOf = (...looks: TakenLook[]): AnalysisData => ({ ...now, looks })

it('takes looks that agree with one another and with what is there by now', () => {
  expect(refusalOf(looksOf(first, second))).toBeUndefined()
  expect(refusalOf({ ...second.data, looks: [first, second] })).toBeUndefined()
})

describe('units that were counted', () => {
  const stays =
    'Count all units up to the time of each; where some are erased or opt out, set data.unitsMayLeave.'

  it('are refused where a later look has fewer of them', () => {
    const fewer = looksOf(first, taken(1, measured(1600, 499)))
    expect(refusalOf(fewer)).toBe(
      `data.looks[1].data.units.short is 499, and 500 in data.looks[0].data, which came before. ${stays}`,
    )
    expect(refusalOf({ ...fewer, unitsMayLeave: true })).toBeUndefined()
  })

  it('are refused where fewer of them are there by now', () => {
    const fewer = { ...measured(999, 1100), looks: [first, second] }
    expect(refusalOf(fewer)).toBe(
      `data.units.control is 999, and 1000 in data.looks[1].data, which came before. ${stays}`,
    )
    expect(refusalOf({ ...fewer, unitsMayLeave: true })).toBeUndefined()
  })

  it('are refused where a variant has gone, and taken where one has come', () => {
    const third = { ...second.data, units: { ...second.data.units, long: 10 } }
    expect(refusalOf(looksOf(first, taken(1, third)))).toContain(
      'data.units.long is 0, and 10 in data.looks[1].data',
    )
    expect(refusalOf({ ...third, looks: [first] })).toBeUndefined()
  })

  it('may be fewer by those that met several variants since, and by no more', () => {
    const looked = { ...measured(500, 502), unitsInSeveralVariants: 3 }
    const since = { ...now, ...measured(498, 501), looks: [taken(0, looked)] }
    expect(refusalOf({ ...since, unitsInSeveralVariants: 6 })).toBeUndefined()
    expect(refusalOf({ ...since, unitsInSeveralVariants: 5 })).toContain(
      'data.units.control is 498',
    )
    expect(refusalOf(since)).toBe(
      `data.unitsInSeveralVariants is 0, and 3 in data.looks[0].data, which came before. ${stays}`,
    )
  })

  it('have lived what decides for good, too', () => {
    const lived = (count: number) => ({ lived: { control: count, short: 500 } })
    const since = { ...now, looks: [taken(0, { ...measured(700), ...lived(500) })] }
    expect(refusalOf({ ...since, ...lived(500) })).toBeUndefined()
    expect(refusalOf({ ...since, ...lived(499) })).toContain(
      'data.lived.control is 499, and 500 in data.looks[0].data',
    )
  })

  it('are assigned for good, too', () => {
    const looked = { ...measured(500), assigned: { control: 600, short: 600 } }
    const since = { ...now, looks: [taken(0, looked)] }
    expect(refusalOf(since)).toBeUndefined()
    const same = { control: 1200, short: 1200 }
    expect(refusalOf({ ...since, assigned: same })).toBeUndefined()
    const less = { ...measured(590), assigned: { control: 599, short: 600 } }
    expect(refusalOf({ ...since, ...less })).toContain('data.assigned.control is 599, and 600 in')
    // Whoever met several variants left those who were assigned to one, as well.
    const before = { ...looked, unitsInSeveralVariants: 3 }
    const after = (control: number): AnalysisData => ({
      ...now,
      assigned: { control, short: 600 },
      unitsInSeveralVariants: 5,
      looks: [taken(0, before)],
    })
    expect(refusalOf({ ...after(598), units: { control: 598, short: 600 } })).toBeUndefined()
    expect(refusalOf({ ...after(597), units: { control: 597, short: 600 } })).toContain(
      'data.assigned.control is 597, and 600 in',
    )
  })
})

describe('times', () => {
  const ran = (days: number) => ({ ranMs: days * DAY_MS })

  it('are refused where a run has become shorter', () => {
    const looked = taken(0, { ...first.data, ...ran(7) })
    expect(refusalOf({ ...now, ...ran(7), looks: [looked] })).toBeUndefined()
    expect(refusalOf({ ...now, ranMs: 7 * DAY_MS - 1, looks: [looked] })).toBe(
      'data.ranMs is 604799999, and 604800000 in data.looks[0].data, which came before. Give milliseconds since the start.',
    )
    expect(refusalOf(looksOf(looked, taken(1, { ...second.data, ranMs: 1 })))).toContain(
      'data.looks[1].data.ranMs is 1, and 604800000 in data.looks[0].data',
    )
  })

  it('are refused where a run went on for longer than time did, but for a day of counting', () => {
    const [looked, week] = [taken(0, { ...first.data, ...ran(6) }), { ...second.data, ...ran(14) }]
    expect(refusalOf(looksOf(looked, taken(1, week, 14)))).toBeUndefined()
    // Nobody says for how long the other one had run.
    expect(refusalOf(looksOf(looked, second))).toBeUndefined()
    expect(refusalOf(looksOf(first, taken(1, week, 14)))).toBeUndefined()
    const early = { ...taken(1, week, 14), at: START + 14 * DAY_MS - 1 }
    expect(refusalOf(looksOf(looked, early))).toBe(
      'data.looks[1].data.ranMs is 691200000 more than in data.looks[0].data, and 604799999 ms passed between the two. Give "at" in milliseconds since 1970, and ranMs since the start.',
    )
  })

  it('are refused where a look tells of days that were not there yet, in any zone', () => {
    const day = (name: string, count: number) => ({
      day: name,
      units: { control: count, short: count },
    })
    const days = [day('2026-11-02', 100), day('2026-11-05', 9), day('2026-11-08', 1)]
    const at = (ms: number, list = days): AnalysisData =>
      looksOf({ look: 0, at: ms, data: { ...first.data, days: list } })
    const dawn = Date.UTC(2026, 10, 7, 10)
    expect(refusalOf(at(dawn))).toBeUndefined()
    expect(refusalOf(at(dawn - 1))).toBe(
      'data.looks[0].at is 2026-11-07T09:59:59.999Z, and data.looks[0].data.days has units from 2026-11-08, which was not there yet. Give milliseconds since 1970, and days up to then.',
    )
    // A day to come, of which nothing is told.
    expect(refusalOf(at(dawn - 1, [...days.slice(0, 2), day('2026-11-08', 0)]))).toBeUndefined()
    expect(refusalOf({ ...first.data, days, at: dawn })).toBeUndefined()
    expect(refusalOf({ ...first.data, days, at: dawn - 1 })).toContain('and data.days has units')
  })

  it('are refused where a look was taken before the run began', () => {
    const units = { control: 100, short: 100 }
    const days = [
      { day: '2026-11-01', units: { control: 0, short: 0 } },
      { day: '2026-11-09', units },
      { day: '2026-11-20', units },
    ]
    const dawn = Date.UTC(2026, 10, 8, 10)
    expect(refusalOf({ ...now, days, looks: [{ ...first, at: dawn }] })).toBeUndefined()
    expect(refusalOf({ ...now, days, looks: [{ ...first, at: dawn - 1 }] })).toContain(
      'data.looks[0].at is 2026-11-08T09:59:59.999Z, and data.days has units from 2026-11-09',
    )
    // Whoever came on the first days may have left since.
    const left = { ...now, days, unitsMayLeave: true, looks: [{ ...first, at: dawn - 1 }] }
    expect(refusalOf(left)).toBeUndefined()
  })
})
