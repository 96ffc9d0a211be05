import { expect, it } from 'vitest'
import { judgeDay, type Went } from './judge-day.ts'

const DAY = { peoplePerDay: 20_000, hours: 24, tickMs: 3_600_000 }
const harm = { brokenFrom: 2, must: { end: 'rolled back', withinHours: 9 } } as const
const healthy = { must: { end: 'went on', withinHours: 22 } } as const

function judged(more: Partial<Went> = {}) {
  return judgeDay({
    scenario: harm,
    size: DAY,
    beginHour: 2,
    end: 'rolled back',
    detectedAfterHours: 9,
    ...more,
  })
}

it('asks of a usual day what its scenario says', () => {
  expect(judged()).toEqual({ faults: [] })
  expect(judged({ detectedAfterHours: 10 }).faults).toEqual([
    'it took 10 hours, and had to take 9 at most',
  ])
  expect(judged({ end: 'held', detectedAfterHours: undefined })).toEqual({
    faults: ['it held, and had to be rolled back'],
  })
  expect(judged({ scenario: healthy, end: 'rolled back', detectedAfterHours: undefined })).toEqual({
    faults: ['it rolled back, and had to be went on'],
  })
})

it('gives a day with fewer people, or rarer looks, as much more time', () => {
  const few = { ...DAY, peoplePerDay: 8_000 }
  expect(judged({ size: { ...few, hours: 48 }, detectedAfterHours: 23 }).faults).toEqual([])
  expect(judged({ size: { ...few, hours: 48 }, detectedAfterHours: 24 }).faults).toEqual([
    'it took 24 hours, and had to take 23 at most',
  ])
  expect(judged({ size: { ...DAY, peoplePerDay: 90_000 }, detectedAfterHours: 10 }).faults).toEqual(
    ['it took 10 hours, and had to take 9 at most'],
  )
  expect(
    judged({ size: { ...DAY, tickMs: 3 * DAY.tickMs }, detectedAfterHours: 11 }).faults,
  ).toEqual([])
})

it('says so where the day, or its harm, was over too early to tell', () => {
  const unseen = { end: 'held', detectedAfterHours: undefined } as const
  const few = { ...DAY, peoplePerDay: 2_000 }
  expect(judged({ ...unseen, size: few })).toEqual({
    faults: [],
    tooShort:
      'with 2000 people a day it may take 90 hours, and there were 22. Give more --people or --hours.',
  })
  expect(judged({ ...unseen, size: { ...few, hours: 92 } }).faults).toHaveLength(1)
  const brief = { ...harm, brokenUntil: 6, must: { ...harm.must, withinHours: 4 } }
  expect(judged({ ...unseen, scenario: brief }).faults).toHaveLength(1)
  expect(
    judged({ ...unseen, scenario: brief, size: { ...DAY, peoplePerDay: 8_000 } }).tooShort,
  ).toBe(
    'with 8000 people a day it may take 10 hours, and there were 4. Give more --people or --hours.',
  )
})

it('lets nothing rise that had to be held, and nothing go back that was well, however short the day', () => {
  const silence = { must: { end: 'held', withinHours: 22 } } as const
  const size = { ...DAY, peoplePerDay: 500, hours: 6 }
  expect(judged({ scenario: silence, size, end: 'went on' }).faults).toHaveLength(1)
  for (const end of ['rolled back', 'paused'] as const)
    expect(judged({ scenario: healthy, size, end }).faults).toHaveLength(1)
})
