import { setImmediate } from 'node:timers/promises'
import type { EventStore, EventStoreState } from '@sluice/events'
import { expect, it } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { guardStore } from './guarded-store.ts'
import { keepHouse, type HousekeepingOptions } from './housekeeping.ts'

const MIB = 1024 ** 2
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STATE = { duplicates: 3, conflicts: 1 } as EventStoreState

function house(
  store: Partial<EventStore>,
  days: Record<string, number | undefined> = {},
  onRetain: HousekeepingOptions['onRetain'] = async () => undefined,
) {
  const clock = createFakeClock()
  const waiting = { bytes: 1, capBytes: 1024 ** 3, forMs: 60_000 }
  const settled = { times: 0, state: undefined as EventStoreState | undefined }
  const guard = guardStore({
    open: async () =>
      ({ close: async () => undefined, state: async () => STATE, ...store }) as EventStore,
    clock,
    logger: silentLogger,
  })
  const keeping = keepHouse({
    store: guard,
    clock,
    logger: silentLogger,
    live: {
      keys: () => Object.keys(days),
      get: (key: string) => ({ settings: { eventRetentionDays: days[key] } }) as never,
    },
    waiting: () => waiting,
    settleMs: 60_000,
    onRetain,
    onSettled(state) {
      settled.times++
      settled.state = state
    },
    random: () => 0.5,
  })
  /** Lets time pass in steps, so that what was begun gets its turn. */
  const pass = async (ms: number): Promise<void> => {
    for (let at = 0; at < ms; at += 10_000) {
      clock.advance(10_000)
      await setImmediate()
    }
  }
  return { clock, waiting, settled, keeping, pass }
}

it('takes over what waits in the spool, and leaves the store alone when nothing does', async () => {
  let settles = 0
  const { pass, waiting, settled } = house({ settle: async () => void settles++ })
  await pass(MINUTE)
  expect(settles).toBe(6)
  expect(settled).toEqual({ times: 6, state: STATE })
  waiting.bytes = 0
  await pass(MINUTE)
  expect(settles).toBe(6)
})

it('lets little wait for a while, and much not', async () => {
  let settles = 0
  const { pass, waiting } = house({ settle: async () => void settles++ })
  waiting.forMs = 59_999
  await pass(MINUTE)
  expect(settles).toBe(0)
  waiting.bytes = 16 * MIB
  await pass(10_000)
  expect(settles).toBe(0)
  // Much came just now; nothing more does.
  await pass(10_000)
  expect(settles).toBe(1)
})

it('lets it all wait while much comes, until the spool is a quarter full', async () => {
  let settles = 0
  const { pass, waiting } = house({ settle: async () => void settles++ })
  waiting.forMs = 0
  for (waiting.bytes = 20 * MIB; waiting.bytes < 256 * MIB; waiting.bytes += 20 * MIB) {
    await pass(10_000)
  }
  expect(settles).toBe(0)
  await pass(10_000)
  expect(settles).toBe(1)
})

it('does one thing at a time', async () => {
  let running = 0
  let most = 0
  const task = async (): Promise<void> => {
    most = Math.max(most, ++running)
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    running--
  }
  const { pass } = house({ settle: task, compact: task })
  await pass(2 * HOUR)
  expect(most).toBe(1)
})

it('tries again at the next turn what failed', async () => {
  let settles = 0
  const settle = async (): Promise<void> => {
    settles++
    if (settles < 3) throw new Error('broken')
  }
  const { pass, settled } = house({ settle })
  await pass(MINUTE)
  expect(settled.times).toBe(4)
})

it('deletes what is older than its environment keeps, and nothing where nothing is said', async () => {
  const asked: unknown[] = []
  const retain = async (environment: string, before: number): Promise<number> => {
    asked.push([environment, Math.round((before - Date.UTC(2026, 0, 1)) / HOUR)])
    return 1
  }
  const { pass } = house(
    { retain, settle: async () => undefined, compact: async () => undefined },
    { shop: 30, other: undefined },
  )
  await pass(6.2 * HOUR)
  expect(asked).toEqual([
    ['shop', -(30 * DAY) / HOUR],
    ['shop', 6 - (30 * DAY) / HOUR],
  ])
})

it('tells what it deletes before it does, and deletes nothing that could not be told', async () => {
  const done: string[] = []
  let isTold = false
  const retain = async (): Promise<number> => done.push('retain')
  const { pass } = house(
    { retain, settle: async () => undefined, compact: async () => undefined },
    { shop: 30 },
    async (environment) => {
      done.push(`told of ${environment}`)
      if (!isTold) throw new Error('the database is away')
    },
  )
  await pass(10 * MINUTE)
  expect(done).toEqual(['told of shop'])
  isTold = true
  await pass(6.2 * HOUR)
  expect(done).toEqual(['told of shop', 'told of shop', 'retain'])
})

it('tidies up soon after the start, however seldom it does later', async () => {
  const done: string[] = []
  const { pass } = house(
    {
      settle: async () => undefined,
      compact: async () => void done.push('compact'),
      retain: async () => done.push('retain'),
    },
    { shop: 30 },
  )
  await pass(2 * MINUTE)
  expect(done).toEqual([])
  await pass(10 * MINUTE)
  expect(done).toEqual(['retain', 'compact'])
  await pass(HOUR)
  expect(done).toEqual(['retain', 'compact', 'compact'])
})

it('stops, and waits for what is being done, but not for ever', async () => {
  const { clock, pass, keeping } = house({ settle: async () => new Promise(() => undefined) })
  await pass(10_000)
  const stopped = keeping.stop()
  clock.advance(3_000)
  await stopped
  expect(clock.pending).toBe(0)
})
