import { describe, expect, it } from 'vitest'
import { dailyTimes, firstTime, lookTimes } from './look-times.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = 1_000_000

describe('the times at which a look may fall due', () => {
  const at = (stretch: Partial<Parameters<typeof lookTimes>[0]>): number[] =>
    lookTimes({
      startedAt: START,
      countedFrom: START,
      from: START,
      until: START + 26.5 * HOUR,
      ...stretch,
    }).map((time) => (time - START) / HOUR)

  it('are the full hours of the run from the end of its first day on', () => {
    expect(at({})).toEqual([24, 25, 26])
    expect(at({ until: START + DAY - 1 })).toEqual([])
    expect(at({ until: START + DAY })).toEqual([24])
  })

  it('end with the moment of the stop, also between two hours, and on no first day', () => {
    expect(at({ stoppedAt: START + 25.25 * HOUR })).toEqual([24, 25, 25.25])
    expect(at({ stoppedAt: START + 25 * HOUR })).toEqual([24, 25])
    expect(at({ stoppedAt: START + 20 * HOUR })).toEqual([])
    // It is to come yet, as far as is known.
    expect(at({ stoppedAt: START + 30 * HOUR })).toEqual([24, 25, 26])
  })

  it('come after the first day of another allocation, and after the look before', () => {
    const later = { countedFrom: START + 1.5 * HOUR, from: START + 1.5 * HOUR }
    expect(at(later)).toEqual([26])
    expect(at({ ...later, stoppedAt: START + 25.4 * HOUR })).toEqual([])
    expect(at({ ...later, stoppedAt: START + 25.6 * HOUR })).toEqual([25.6])
    expect(at({ ...later, notBeforeMs: DAY + HOUR })).toEqual([])
    expect(at({ from: START + 24.5 * HOUR })).toEqual([25, 26])
    expect(at({ from: START + 25 * HOUR })).toEqual([25, 26])
    expect(at({ from: START + 25.1 * HOUR, stoppedAt: START + 25 * HOUR })).toEqual([])
  })
})

describe('the ends of the days of a run', () => {
  const ends = (stretch: Partial<Parameters<typeof dailyTimes>[0]>): string[] =>
    dailyTimes({
      startedAt: START,
      countedFrom: START,
      from: START,
      until: START + 3.5 * DAY,
      ...stretch,
    }).map(({ look, at }) => `${look}: ${(at - START) / DAY}`)

  it('are every 24 hours from the start on, and none is open', () => {
    expect(ends({})).toEqual(['0: 1', '1: 2', '2: 3'])
    expect(ends({ until: START + 3 * DAY })).toEqual(['0: 1', '1: 2', '2: 3'])
    expect(ends({ until: START + 3 * DAY - 1 })).toEqual(['0: 1', '1: 2'])
    expect(ends({ until: START + DAY - 1 })).toEqual([])
  })

  it('go on after the last that was taken, or after the first day of another allocation', () => {
    expect(ends({ from: START + DAY })).toEqual(['1: 2', '2: 3'])
    const later = { countedFrom: START + 1.5 * DAY, from: START + 1.5 * DAY }
    expect(ends(later)).toEqual(['2: 3'])
    expect(ends({ countedFrom: START + 2 * DAY, from: START + 2 * DAY })).toEqual(['2: 3'])
    expect(ends({ ...later, until: START + 3 * DAY - 1 })).toEqual([])
    expect(ends({ from: START + 3 * DAY })).toEqual([])
  })

  it('end with the stop', () => {
    expect(ends({ stoppedAt: START + 2 * DAY })).toEqual(['0: 1', '1: 2'])
    expect(ends({ stoppedAt: START + 2 * DAY - 1 })).toEqual(['0: 1'])
  })
})

describe('the first time at which something holds', () => {
  const times = Array.from({ length: 1000 }, (_, index) => index * 10)

  it.each([0, 1, 499, 500, 998, 999])('is found at %d in a few questions', async (index) => {
    let asked = 0
    const found = await firstTime(times, async (at) => {
      asked++
      return at >= index * 10
    })
    expect(found).toBe(index)
    expect(asked).toBeLessThan(13)
  })

  it('is asked for once where it does not hold at all', async () => {
    let asked = 0
    const never = await firstTime(times, async () => {
      asked++
      return false
    })
    expect([never, asked, await firstTime([], async () => true)]).toEqual([undefined, 1, undefined])
  })
})
