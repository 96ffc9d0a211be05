import { setTimeout as pass } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openPage, service } from './support/fault-stage.ts'
import { status } from './support/faults.ts'

declare global {
  /** How many timers were set on the page. */
  var alarms: number
}

const YEAR_MS = 31_536_000_000

it.each([
  ['falls back by a year', (turn: number) => Date.now() - (turn < 3 ? 0 : YEAR_MS)],
  ['leaps ahead by a year again and again', (turn: number) => Date.now() + turn * YEAR_MS],
  ['stands still', () => 1_800_000_000_000],
  ['jumps back again and again', (turn: number) => Date.now() - turn * 3_600_000],
] as const)('asks as often as it should under a clock that %s', async (_, clock) => {
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

it('waits longer than a timer of a browser can, and sleeps meanwhile', async () => {
  service.offerStream(false)
  const visit = await openPage()
  await visit.frame.evaluate(() => {
    const { setTimeout } = globalThis
    globalThis.alarms = 0
    globalThis.setTimeout = ((...given: Parameters<typeof setTimeout>) => {
      globalThis.alarms += 1
      return setTimeout(...given)
    }) as typeof setTimeout
  })
  await visit.open({ pollIntervalMs: 2 ** 33 })
  await pass(500)
  // The second belongs to a tab that came to lead after its first answer.
  expect(service.asked.length).toBeLessThanOrEqual(2)
  expect(await visit.frame.evaluate(() => globalThis.alarms)).toBeLessThan(20)
})
