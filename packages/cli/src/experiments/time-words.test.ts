import { expect, it } from 'vitest'
import { lasting, reachedWords, soonerWords } from './time-words.ts'

const DAY_MS = 86_400_000

it('says how many got there by the horizon, where under half of them did', () => {
  expect(reachedWords({ reached: 0.253, medianMs: null }, 3 * DAY_MS)).toBe('25.3 % in 3 days')
  expect(reachedWords({ reached: 0.6, medianMs: DAY_MS / 2 }, 3 * DAY_MS)).toBe(
    '60.0 % in 3 days, half in 12 hours',
  )
})

it('says of no longer time than somebody was there for', () => {
  const early = { reached: 0.032, medianMs: null, untilMs: 1.04 * DAY_MS }
  expect(reachedWords(early, 3 * DAY_MS)).toBe('3.20 % in 1 day')
})

it('says of what an earlier release froze what is there', () => {
  expect(reachedWords({ medianMs: null }, DAY_MS)).toBe('over half not yet')
  expect(reachedWords({ medianMs: 5_400_000 }, DAY_MS)).toBe('1.5 hours')
  expect(soonerWords({ a: {}, b: {} }, 'a', 'b')).toBeUndefined()
})

it('says in which variant it happens sooner', () => {
  const values = { a: { meanMs: 900 }, b: { meanMs: 700 } }
  expect(soonerWords(values, 'a', 'b')).toBe('sooner')
  expect(soonerWords(values, 'b', 'a')).toBe('later')
  expect(soonerWords(values, 'a', 'a')).toBe('as soon')
})

it.each([
  [DAY_MS, '1 day'],
  [90_000, '1.5 minutes'],
  [200, '0.2 seconds'],
])('says that %i ms is %s', (ms, words) => {
  expect(lasting(ms)).toBe(words)
})
