import { describe, expect, it, vi } from 'vitest'
import { bulk, unchanged } from '../test/fake-environment.ts'
import { start, world } from '../test/page.ts'

const MINUTE = 60_000

describe('the poll', () => {
  it('asks within a minute when there is no stream', async () => {
    world.serve(() => bulk({ gate: true }))
    start()
    await world.advance(10 * MINUTE)
    expect(world.requests.length).toBeGreaterThanOrEqual(10)
    expect(world.requests.length).toBeLessThanOrEqual(14)
  })

  it('asks as often as it is told, and no more than once a second', async () => {
    world.serve(() => bulk({ gate: true }))
    start({ pollIntervalMs: 10_000 })
    await world.advance(MINUTE)
    expect(world.requests.length).toBe(7)
    world.requests.length = 0
    start({ pollIntervalMs: Number('a minute') })
    start({ pollIntervalMs: 0 })
    await world.advance(10_000)
    expect(world.requests.length).toBeLessThanOrEqual(14)
  })

  it('waits longer than a timer can', async () => {
    world.serve(() => bulk({ gate: true }))
    start({ pollIntervalMs: 2 ** 33 })
    await world.advance(2 ** 32)
    expect(world.requests).toHaveLength(1)
    await world.advance(2 ** 33)
    expect(world.requests).toHaveLength(2)
  })

  it('goes on in a clock that stands still', async () => {
    world.serve(() => bulk({ gate: true }))
    const { now } = world
    const frozen = now()
    const callbacks: (() => void)[] = []
    start({
      environment: {
        ...world,
        now: () => frozen,
        schedule: (callback) => {
          callbacks.push(callback)
          return () => {}
        },
      },
    })
    await world.settle()
    for (let i = 0; i < 100; i++) callbacks.at(-1)?.()
    expect(world.requests).toHaveLength(1)
  })
})

describe('coming back', () => {
  it('asks once when the page is seen again or the network is back', async () => {
    world.serve(() => unchanged())
    start()
    await world.request().answer(bulk({ gate: 1 }))
    await world.advance(10_000)
    const before = world.requests.length
    world.page('online')
    world.page('visible')
    await world.advance(500)
    expect(world.requests.length).toBe(before + 1)
  })
})

it('prints its steps to the console when asked to', async () => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  start({ debug: true })
  await world.settle()
  expect(log).toHaveBeenCalledWith(
    expect.stringMatching(/^sluice: context → starting abort campaign greet fetch /),
  )
  log.mockRestore()
})
