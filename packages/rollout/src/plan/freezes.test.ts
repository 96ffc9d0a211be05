import { expect, it } from 'vitest'
import { faultsOf, NOON, planOf } from '../testing/plans.ts'
import { playbook } from '../papers/playbook.ts'
import { freezeAt } from './freezes.ts'

it('knows the hours of a weekly freeze, in UTC', () => {
  const friday = { weekdays: [5], fromHour: 16, reason: 'Friday evening' }
  const at = (text: string): number => Date.parse(text)
  expect(freezeAt([friday], at('2026-11-27T15:59:59Z'))).toBeUndefined()
  expect(freezeAt([friday], at('2026-11-27T16:00:00Z'))).toBe(friday)
  expect(freezeAt([friday], at('2026-11-28T00:00:00Z'))).toBeUndefined()
  const sale = { startsAt: NOON, endsAt: NOON + 1, reason: 'the sale' }
  expect(freezeAt([sale], NOON)).toBe(sale)
  expect(freezeAt([sale], NOON + 1)).toBeUndefined()
})

it('takes every freeze that it can write into a playbook', () => {
  const freezes = [{ startsAt: 0, endsAt: 253_402_300_799_999, reason: 'the sale' }]
  expect(playbook('r-1', planOf({ freezes }), 'shop')).toContain(
    '- 1970-01-01T00:00:00Z to 9999-12-31T23:59:59Z: the sale',
  )
})

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]
it.each([
  ['whole days', [{ weekdays: EVERY_DAY }]],
  [
    'halves of every day',
    [
      { weekdays: EVERY_DAY, fromHour: 12 },
      { weekdays: EVERY_DAY, toHour: 12 },
    ],
  ],
  [
    'whole days and parts that overlap',
    [
      { weekdays: [0, 1, 2] },
      { weekdays: [3, 4, 5, 6], toHour: 23 },
      { weekdays: [6, 5, 4, 3], fromHour: 22 },
    ],
  ],
])('refuses freezes that leave no hour of a week: %s', (_, freezes) => {
  const whole = freezes.map((freeze) => ({ ...freeze, reason: 'x' }))
  expect(faultsOf({ freezes: whole }).join()).toContain('Leave an hour free.')
  // One day less, or one hour less of a day, is enough.
  const days = whole.map((freeze) => ({
    ...freeze,
    weekdays: freeze.weekdays.filter((day) => day !== 6),
  }))
  expect(faultsOf({ freezes: days })).toEqual([])
  const monday = [{ weekdays: [1], fromHour: 1, reason: 'x' }]
  expect(faultsOf({ freezes: [...monday, { weekdays: [0, 2, 3, 4, 5, 6], reason: 'x' }] })).toEqual(
    [],
  )
})
