import { expect, it } from 'vitest'
import { durationFor } from './duration.ts'

it('takes whole days and whole weeks', () => {
  expect(durationFor(3, { newUnitsPerDay: 0.3 })).toEqual({ days: 10, weeks: 2 })
  expect(durationFor(15, { newUnitsPerDay: 2 })).toEqual({ days: 8, weeks: 2 })
  expect(durationFor(10_000, { newUnitsPerDay: 1000 })).toEqual({ days: 10, weeks: 2 })
  expect(durationFor(700, { newUnitsPerDay: 1000, share: 0.1 })).toEqual({ days: 7, weeks: 1 })
  expect(durationFor(700, { newUnitsPerDay: 100, share: 1 })).toEqual({ days: 7, weeks: 1 })
  expect(durationFor(1, { newUnitsPerDay: 1e12 })).toEqual({ days: 1, weeks: 1 })
  expect(() => durationFor(0, { newUnitsPerDay: 1 })).toThrow('units is 0')
})

it('waits until the last unit has lived its metrics', () => {
  const day = 86_400_000
  expect(durationFor(700, { newUnitsPerDay: 100 }, 7 * day)).toEqual({ days: 14, weeks: 2 })
  expect(durationFor(700, { newUnitsPerDay: 100 }, day / 2)).toEqual({ days: 8, weeks: 2 })
  expect(() => durationFor(1, { newUnitsPerDay: 1 }, -1)).toThrow('livedMs is -1')
})
