import { setTimeout as pass } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openPage, service } from './support/fault-stage.ts'
import { status } from './support/faults.ts'

const YEAR_MS = 31_536_000_000

it.each([
  ['a year behind', () => Date.now() - YEAR_MS],
  ['a year ahead', () => Date.now() + YEAR_MS],
  ['standing still', () => 1_800_000_000_000],
  ['jumping back all the time', (turn: number) => Date.now() - turn * 3_600_000],
] as const)('asks as often as it should under a clock that is %s', async (_, clock) => {
  service.offerStream(false)
  const visit = await openPage()
  await visit.page.clock.setFixedTime(clock(0))
  expect(await visit.open({ pollIntervalMs: 1000 })).toMatchObject({ state: 'ready' })
  for (let turn = 1; turn <= 6; turn++) {
    await pass(500)
    await visit.page.clock.setFixedTime(clock(turn))
  }
  // One at first, and one in 0.8 to 1 s after it.
  expect(service.asked.length).toBeGreaterThanOrEqual(3)
  expect(service.asked.length).toBeLessThanOrEqual(5)
  expect(await visit.value()).toBe('open')

  service.answer(status(503))
  await visit.page.clock.setFixedTime(clock(-1))
  expect(await visit.reopen()).toMatchObject({ state: 'stale', source: 'cache' })
  expect(await visit.value()).toBe('open')
})

it('waits longer than a timer of a browser can', async () => {
  service.offerStream(false)
  const visit = await openPage()
  await visit.open({ pollIntervalMs: 2 ** 33 })
  await pass(500)
  expect(service.asked).toHaveLength(1)
})
