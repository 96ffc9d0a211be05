import { SluiceError } from '@sluice/core'
import type { EventStore } from '@sluice/events'
import { expect, it } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { guardStore } from './guarded-store.ts'

function guarded(open: () => Promise<EventStore>) {
  const clock = createFakeClock()
  return { clock, guard: guardStore({ open, clock, logger: silentLogger }) }
}

const store = { close: async () => undefined } as EventStore
const fails = async (): Promise<never> => Promise.reject(new Error('broken'))
const UNAVAILABLE = { code: 'EVENT_STORE_UNAVAILABLE', status: 503 }

it('opens the store with the first question, once', async () => {
  let opened = 0
  const { guard } = guarded(async () => {
    opened++
    return store
  })
  expect(opened).toBe(0)
  const ask = () => guard.ask(async () => 1)
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
  expect(opened).toBe(1)
})

it('opens again after it could not', async () => {
  let isBroken = true
  const { guard } = guarded(async () => (isBroken ? fails() : store))
  await expect(guard.ask(async () => 1)).rejects.toMatchObject(UNAVAILABLE)
  isBroken = false
  expect(await guard.ask(async () => 1)).toBe(1)
  expect(guard.isWell).toBe(true)
})

it('is not well from the first failure on, until an answer comes', async () => {
  const { guard } = guarded(async () => store)
  expect(guard.isWell).toBe(true)
  await expect(guard.ask(fails)).rejects.toMatchObject(UNAVAILABLE)
  expect(guard.isWell).toBe(false)
  expect(await guard.ask(async () => 1)).toBe(1)
  expect(guard.isWell).toBe(true)
})

it('leaves a store alone that fails again and again, and finds it well with one question', async () => {
  const { guard, clock } = guarded(async () => store)
  let asked = 0
  const broken = async () => {
    asked++
    return fails()
  }
  for (let index = 0; index < 20; index++) {
    await expect(guard.ask(broken)).rejects.toMatchObject(UNAVAILABLE)
  }
  expect(asked).toBe(5)
  expect(guard.isWell).toBe(false)
  clock.advance(5_000)
  expect(await guard.ask(async () => 'well')).toBe('well')
  expect(guard.isWell).toBe(true)
})

it('does not wait for ever, and tells whoever asks meanwhile at once', async () => {
  const { guard, clock } = guarded(async () => store)
  const never = async () => new Promise<never>(() => undefined)
  const slow = Array.from({ length: 16 }, async () => guard.ask(never))
  await expect(guard.ask(async () => 1)).rejects.toMatchObject(UNAVAILABLE)
  const settled = Promise.allSettled(slow)
  await Promise.resolve()
  clock.advance(30_000)
  expect((await settled).every(({ status }) => status === 'rejected')).toBe(true)
  clock.advance(5_000)
  expect(await guard.ask(async () => 1)).toBe(1)
})

it('takes a bad question for what it is, and the store for well', async () => {
  const { guard } = guarded(async () => store)
  const bad = async () => Promise.reject(new SluiceError('INVALID_QUESTION', 'That is none.'))
  for (let index = 0; index < 10; index++) {
    await expect(guard.ask(bad)).rejects.toMatchObject({ code: 'INVALID_QUESTION', status: 422 })
  }
  expect(await guard.ask(async () => 1)).toBe(1)
})

it('asks nothing after its end', async () => {
  let isClosed = false
  const { guard } = guarded(async () => ({ ...store, close: async () => void (isClosed = true) }))
  await guard.ask(async () => 1)
  await guard.close()
  expect(isClosed).toBe(true)
  await expect(guard.ask(async () => 1)).rejects.toMatchObject(UNAVAILABLE)
})
