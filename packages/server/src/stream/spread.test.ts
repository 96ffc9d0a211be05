import { expect, it } from 'vitest'
import { createFakeClock } from '../live/fake-clock.ts'
import { createSpread } from './spread.ts'

function setUp() {
  const clock = createFakeClock()
  const told: { item: number; at: number }[] = []
  const spread = createSpread<number>(clock, (item) => told.push({ item, at: clock.monotonic() }))
  return { clock, told, spread }
}

const many = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, i) => from + i)

it('tells up to 32 at once', () => {
  const { clock, told, spread } = setUp()
  spread.add(many(32))
  expect(told).toHaveLength(32)
  expect(clock.pending).toBe(0)
})

it('spreads more than 32 evenly over at most a second and a half', () => {
  const { clock, told, spread } = setUp()
  spread.add(many(500))
  expect(told).toHaveLength(32)
  clock.advance(750)
  expect(told.length).toBeGreaterThan(200)
  expect(told.length).toBeLessThan(320)
  clock.advance(750)
  expect(told.map(({ item }) => item)).toEqual(many(500))
  const perSlot = Object.values(Object.groupBy(told.slice(32), ({ at }) => at))
  expect(Math.max(...perSlot.map((slot) => slot?.length ?? 0))).toBe(16)
  expect(clock.pending).toBe(0)
})

it('reaches everybody within a second and a half of being added, however often more are added', () => {
  const { clock, told, spread } = setUp()
  const added = new Map<number, number>()
  for (let round = 0; round < 100; round++) {
    const items = many(50, round * 50)
    for (const item of items) added.set(item, clock.monotonic())
    spread.add(items)
    clock.advance(70)
  }
  clock.advance(2_000)
  expect(told).toHaveLength(5_000)
  const waits = told.map(({ item, at }) => at - (added.get(item) ?? 0))
  expect(Math.max(...waits)).toBeLessThanOrEqual(1_500)
})

it('tells somebody who is added twice while waiting once', () => {
  const { clock, told, spread } = setUp()
  spread.add(many(100))
  spread.add([99])
  clock.advance(2_000)
  expect(told).toHaveLength(100)
})

it('does not tell who was removed, and nobody once stopped', () => {
  const { clock, told, spread } = setUp()
  spread.add(many(40))
  spread.remove(39)
  clock.advance(100)
  spread.stop()
  clock.advance(5_000)
  expect(told.map(({ item }) => item)).toEqual(many(34))
  expect(clock.pending).toBe(0)
})
