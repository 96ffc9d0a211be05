import { describe, expect, it } from 'vitest'
import type { Day, MetricSummary } from './data.ts'
import { sumDays, sumUnits, wholeWeeks } from './whole-weeks.ts'

const dayOf = (change: object): Day => ({ day: '2026-11-01', units: { a: 10 }, ...change })
const refused = (message: string): unknown =>
  expect.objectContaining({ name: 'StatsError', category: 'invalid_input', message })

describe('days that cannot be', () => {
  it.each([
    [{ day: 'Monday' }, '"Monday"'],
    [{ day: '2026-02-31' }, '"2026-02-31"'],
    [{ day: null }, 'null'],
    [{ day: 20_261_101 }, '20261101'],
    [{ day: ['2026-11-01'] }, 'a list'],
  ])('make no weeks: %j', (change, shown) => {
    expect(() => wholeWeeks([dayOf({}), dayOf(change)])).toThrow(
      refused(`days[1].day is ${shown}. Give a date such as 2026-11-26.`),
    )
  })

  it.each([Number.NaN, -1, 1.5, null, '5'])('have no units to add up: %j', (count) => {
    expect(() => sumUnits([dayOf({ units: { a: count } })])).toThrow(/^days\[0\]\.units\.a is/)
  })

  it('have no metrics to add up, in words that lead to what is wrong', () => {
    const sum = (summary: unknown) => () =>
      sumDays([dayOf({ metrics: { bought: { a: summary as MetricSummary } } })])
    expect(sum(null)).toThrow(
      refused('days[0].metrics.bought.a is null. Give an object with kind and n.'),
    )
    expect(sum({ kind: 'mean', n: -1 })).toThrow(/^days\[0\]\.metrics\.bought\.a\.n is -1/)
    expect(() => sumDays([dayOf({ metrics: { bought: null } })])).toThrow(
      refused('days[0].metrics.bought is null. Give an object with summaries by variant.'),
    )
    const few = { kind: 'rate', n: 10, successes: 11 }
    expect(() => sumDays([1, 2].map(() => dayOf({ metrics: { bought: { a: few } } })))).toThrow(
      'bought has 11 successes of 10 units',
    )
  })
})

it('adds up no days to nothing', () => {
  expect(wholeWeeks([])).toEqual([])
  expect(sumUnits([])).toEqual({})
  expect(sumDays([])).toEqual({})
})
