import { expect, it } from 'vitest'
import { correctedTime } from './corrected-time.ts'

const NOW = 1_790_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

it('keeps the time of a clock that is right', () => {
  expect(correctedTime(NOW - 3_000, NOW, NOW)).toEqual({ at: NOW - 3_000, clockSuspect: false })
})

it('corrects a clock that is two hours ahead or behind by the time of sending', () => {
  for (const skew of [2 * HOUR, -2 * HOUR]) {
    expect(correctedTime(NOW + skew - 5_000, NOW + skew, NOW)).toEqual({
      at: NOW - 5_000,
      clockSuspect: false,
    })
  }
})

it('counts what waited in a queue from when it happened', () => {
  expect(correctedTime(NOW - 6 * DAY, NOW, NOW)).toEqual({ at: NOW - 6 * DAY, clockSuspect: false })
})

it.each([
  ['a year that a broken clock shows', 0, NOW, NOW - 7 * DAY],
  ['the far future', Date.UTC(2100, 0), NOW, NOW + 5 * MINUTE],
  ['what JSON makes of NaN', null, NOW, NOW],
  ['text', '2026-01-01', NOW, NOW],
  ['a negative number', -5, NOW, NOW],
  ['nothing', undefined, NOW, NOW],
  ['a clock in 1970, which still ran', 1_000, 4_000, NOW - 3_000],
  ['a clock in 2100, which still ran', Date.UTC(2100, 0), Date.UTC(2100, 0) + 500, NOW - 500],
  ['no time of sending', NOW - 3_000, null, NOW - 3_000],
])('takes %s, and marks it', (_what, at, sentAt, corrected) => {
  expect(correctedTime(at, sentAt, NOW)).toEqual({ at: corrected, clockSuspect: true })
})

it('never leaves the window, whatever it is given', () => {
  for (const at of [1e308, -1e308, 0, NOW, 5e-324]) {
    for (const sentAt of [1e308, 0, NOW, -1]) {
      const corrected = correctedTime(at, sentAt, NOW).at
      expect(corrected).toBeGreaterThanOrEqual(NOW - 7 * DAY)
      expect(corrected).toBeLessThanOrEqual(NOW + 5 * MINUTE)
    }
  }
})
