import { expect, it } from 'vitest'
import { createRateCap } from './rate-caps.ts'

function capAt(perSecond: number, burst: number, most = 10) {
  const time = { now: 0 }
  return { time, cap: createRateCap({ perSecond, burst }, most, () => time.now) }
}

it('lets a burst pass, then says how long until there is room again', () => {
  const { cap, time } = capAt(50, 100)
  expect(cap.waitMs('a', 100)).toBe(0)
  cap.take('a', 100)
  expect(cap.waitMs('a', 50)).toBe(1_000)
  time.now = 999
  expect(cap.waitMs('a', 50)).toBe(1)
  time.now = 1_000
  expect(cap.waitMs('a', 50)).toBe(0)
})

it('keeps names apart', () => {
  const { cap } = capAt(50, 100)
  cap.take('a', 100)
  expect(cap.waitMs('b', 100)).toBe(0)
})

it('saves up no more than the burst', () => {
  const { cap, time } = capAt(50, 100)
  cap.take('a', 1)
  time.now = 1e9
  cap.take('a', 100)
  expect(cap.waitMs('a', 1)).toBeGreaterThan(0)
})

it('lets what is larger than the burst pass when nothing was used, rather than never', () => {
  const { cap } = capAt(50, 100)
  expect(cap.waitMs('a', 500)).toBe(0)
})

it('keeps no more names than it may, and gives up the least recently seen', () => {
  const { cap } = capAt(50, 100, 3)
  for (const name of ['a', 'b', 'c']) cap.take(name, 100)
  cap.take('a', 0)
  cap.take('d', 100)
  expect(cap.size).toBe(3)
  expect(cap.waitMs('b', 100)).toBe(0)
  expect(cap.waitMs('a', 100)).toBeGreaterThan(0)
})
