import { expect, it } from 'vitest'
import { truthOf } from './truth-of.ts'

const NOON = Date.UTC(2026, 9, 1, 12)

it.each([
  '2026-10-01T12:00:00Z',
  '2026-10-01T12:00Z',
  '2026-10-01T14:00:00.000+02:00',
  '2026-10-01T06:30:00-05:30',
  '2026-10-01T12:00:00.000999Z',
  NOON,
  new Date(NOON),
])('reads %s', (seen) => {
  expect(truthOf('before', [NOON + 1], seen)).toBe('true')
  expect(truthOf('after', [NOON - 1], seen)).toBe('true')
  expect(truthOf('before', [NOON], seen)).toBe('false')
  expect(truthOf('after', [NOON], seen)).toBe('false')
})

it.each([
  '2026-10-01',
  '2026-10-01T12:00:00',
  '2026-02-30T12:00:00Z',
  '2026-13-01T12:00:00Z',
  '2026-10-01T24:00:00Z',
  '2026-10-01T12:60:00Z',
  '2026-10-01T12:00:00+2:00',
  '2026-10-01T12:00:00+24:00',
  '20261001T120000Z',
  '1 Oct 2026 12:00 UTC',
  '',
  Number.NaN,
  Infinity,
  8.65e15,
  new Date('nonsense'),
  true,
])('is unknown for %j', (seen) => {
  expect(truthOf('before', [NOON], seen)).toBe('unknown')
  expect(truthOf('after', [NOON], seen)).toBe('unknown')
})

it('knows leap years', () => {
  expect(truthOf('after', [0], '2028-02-29T00:00:00Z')).toBe('true')
  expect(truthOf('after', [0], '2026-02-29T00:00:00Z')).toBe('unknown')
  expect(truthOf('before', [0], '0099-12-31T00:00:00Z')).toBe('true')
})
