import { expect, it } from 'vitest'
import type { Results } from '../service/shapes/results.ts'
import { informationOf } from './series-data.ts'

const DAY_MS = 86_400_000
const DAYS = ['2026-11-02', '2026-11-03', '2026-11-04']
const shares = (lived: object | null, days = DAYS) =>
  informationOf(
    {
      progress: { plannedUnits: 100, lived },
      days: DAYS.map((day) => ({ day, units: { plain: 10, warm: 10 } })),
    } as unknown as Results,
    days,
  )

it('is the share of the planned units that had come by a day', () => {
  expect(shares(null)).toEqual([0.2, 0.4, 0.6])
})

it('counts those that came long enough ago, where they have to live something first', () => {
  const lived = { metric: 'back', ms: DAY_MS, units: 40 }
  expect(shares(lived)).toEqual([0, 0.2, 0.4])
  expect(shares(lived, DAYS.slice(0, 1))).toBeUndefined()
})
