import { expect, it } from 'vitest'
import { clock, duration, share } from './duration.ts'

it.each([
  [0, 'a moment'],
  [400, 'a moment'],
  [1_000, '1 second'],
  [59_700, '1 minute'],
  [5_460_000, '1 hour 31 minutes'],
  [2 * 86_400_000 + 5_000, '2 days 5 seconds'],
  [-1, 'a moment'],
])('says %i ms as %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

it('says a share in percent, as fine as it was planned', () => {
  expect([share(1), share(2_000), share(10_000)]).toEqual(['0.01 %', '20 %', '100 %'])
})

it('says the day only where it is another one', () => {
  const at = new Date(2026, 10, 26, 21, 4, 9).getTime()
  expect(clock(at, at + 60_000)).toBe('21:04:09')
  expect(clock(at, at + 86_400_000)).toMatch(/^26 Nov,? 21:04$/)
})
