import { parseRuleset } from '@sluice/core/schema'
import { expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'
import { createLiveEnvironments } from './live-environments.ts'
import { watchWindows } from './window-watch.ts'

const DAY = 24 * 60 * 60 * 1000

function setUp(...edges: number[]) {
  const clock = createFakeClock(0)
  const live = createLiveEnvironments('e', () => () => false)
  const told: number[] = []
  let version = 0
  const publish = (window: object | undefined): void => {
    const { ruleset } = parseRuleset({
      schemaVersion: 1,
      flags: { sale: { rules: [{ id: 'window', window, serve: { variant: 'on' } }] } },
    })
    live.publish({
      key: 'development',
      settings: { protected: false, allowedOrigins: [], requireOwner: false },
      ruleset: { ...ruleset, version: ++version },
    })
  }
  const [startsAt, endsAt] = edges
  publish(startsAt === undefined ? undefined : { startsAt, endsAt })
  const stop = watchWindows({ live, clock, onEdge: () => told.push(clock.now()) })
  return { clock, told, publish, stop }
}

it('tells when a window opens and when it shuts, once each', () => {
  const { clock, told } = setUp(60_000, 100_000)
  clock.advance(DAY)
  expect(told).toEqual([60_000, 100_000])
})

it('waits for a window that is further away than a timer can wait', () => {
  const { clock, told } = setUp(30 * DAY, 31 * DAY)
  clock.advance(40 * DAY)
  expect(told).toEqual([30 * DAY, 31 * DAY])
})

it('notices within half a minute that the clock was set past an edge, forwards and back', () => {
  const { clock, told } = setUp(10 * DAY, 20 * DAY)
  clock.jump(15 * DAY)
  clock.advance(30_000)
  expect(told).toHaveLength(1)
  clock.jump(-15 * DAY)
  clock.advance(30_000)
  expect(told).toHaveLength(2)
  clock.advance(DAY)
  expect(told).toHaveLength(2)
})

it('watches the windows of a version that is published later', () => {
  const { clock, told, publish } = setUp()
  expect(clock.pending).toBe(0)
  publish({ startsAt: 5_000, endsAt: 6_000 })
  clock.advance(5_000)
  expect(told).toEqual([5_000])
  publish(undefined)
  clock.advance(DAY)
  expect(told).toEqual([5_000])
  expect(clock.pending).toBe(0)
})

it('keeps no timer once stopped', () => {
  const { clock, stop } = setUp(60_000, 100_000)
  stop()
  expect(clock.pending).toBe(0)
})
