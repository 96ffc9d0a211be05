import { expect, it } from 'vitest'
import { duration } from './duration.ts'

it.each([
  [186.629_584_000_038_45, '187 ms'],
  [0, '0 ms'],
  [999.7, '1 second'],
  [59_999.9, '1 minute'],
  [21_000.4, '21 seconds'],
  [131_400_000, '1 day 12 hours'],
])('tells %s in whole numbers, as %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})
