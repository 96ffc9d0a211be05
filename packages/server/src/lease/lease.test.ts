import type { Measurement } from '@sluice/rollout'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { applyEvent } from '../rollouts/apply-event.ts'
import { giveBackLease, holdsLease, takeLease } from './lease.ts'
import { leaseHolder } from './lease-holder.ts'
import { startRunner } from '../rollouts/runner.ts'
import {
  look,
  startRolloutService,
  type RolloutService,
} from '../rollouts/testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

it('belongs to one holder until it runs out, and its number rises with every other', async () => {
  const { store, clock } = service
  await service.runner.close()
  clock.advance(60_000)
  expect(await takeLease(store, 'a', 30_000)).toEqual({ name: 'rollouts', holder: 'a', token: 1 })
  expect(await takeLease(store, 'b', 30_000)).toBeUndefined()
  expect(await takeLease(store, 'a', 30_000)).toEqual({ name: 'rollouts', holder: 'a', token: 1 })
  clock.advance(30_000)
  expect(await takeLease(store, 'b', 30_000)).toEqual({ name: 'rollouts', holder: 'b', token: 2 })
  expect(await takeLease(store, 'a', 30_000)).toBeUndefined()
})

it('is free at once when it was given back, with a number that rises', async () => {
  const { store } = service
  const lease = (await takeLease(store, 'a', 30_000))!
  await giveBackLease(store, lease)
  expect(await store.read(async (db) => holdsLease(db, lease))).toBe(false)
  const next = (await takeLease(store, 'b', 30_000))!
  expect(next).toEqual({ name: 'rollouts', holder: 'b', token: 2 })
  // Whoever gives back too late takes nothing from anybody.
  await giveBackLease(store, lease)
  expect(await store.read(async (db) => holdsLease(db, next))).toBe(true)
})

it('is given back by a runner that closes', async () => {
  const id = await service.draft()
  const by = { id: 's', name: 'S' }
  await applyEvent(service.store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({ kind: 'start', at: now, by, versionBefore: 1 }),
  })
  service.sees(look(500, [25, 25]))
  await service.ticks(1)
  expect(service.runner.isLeader).toBe(true)
  await service.runner.close()
  expect(service.runner.isLeader).toBe(false)
  expect(await takeLease(service.store, 'b', 30_000)).toMatchObject({ holder: 'b', token: 2 })
})

it('is inherited from whoever had the same folder, and fences them off all the same', async () => {
  const { store, dataDir } = service
  const dead = leaseHolder(dataDir)
  const lease = (await takeLease(store, dead.holder, 30_000))!
  const heir = leaseHolder(dataDir)
  const taken = await takeLease(store, heir.holder, 30_000, heir.isGone)
  expect(taken).toEqual({ name: 'rollouts', holder: heir.holder, token: 2 })
  expect(await store.read(async (db) => holdsLease(db, lease))).toBe(false)
})

it('is not inherited from whoever has another folder', async () => {
  const { store, dataDir } = service
  const other = await startRolloutService()
  try {
    await takeLease(store, leaseHolder(other.dataDir).holder, 30_000)
    const { holder, isGone } = leaseHolder(dataDir)
    expect(await takeLease(store, holder, 30_000, isGone)).toBeUndefined()
  } finally {
    await other.close()
  }
})

it('does not last for ever when the clock was set back', async () => {
  const { store, clock } = service
  clock.advance(60_000)
  await takeLease(store, 'a', 30_000)
  clock.jump(-24 * 3_600_000)
  expect(await takeLease(store, 'b', 30_000)).toMatchObject({ holder: 'b' })
})

it('lets one of two instances act, and fences off the one that woke up late', async () => {
  const { store, clock } = service
  const id = await service.draft()
  await applyEvent(store, {
    environment: 'shop',
    id,
    event: (_, { now }) => ({
      kind: 'start',
      at: now,
      by: { id: 's', name: 'S' },
      versionBefore: 1,
    }),
  })
  service.sees(look(500, [25, 25]))
  await service.ticks(1)
  expect(service.runner.isLeader).toBe(true)
  const before = await service.show(id)

  // The first is stopped in the middle of a look, for longer than its lease, with its clock.
  let isLooking = false
  const stopped = Promise.withResolvers<void>()
  const late = startRunner({
    store,
    clock: createFakeClock(clock.now()),
    logger: silentLogger,
    holder: 'late',
    receipts: () => service.receipts,
    sender: { isWaiting: async () => false, send: async () => undefined },
    measure: async () => {
      isLooking = true
      await stopped.promise
      return look(5_000, [20, 400])
    },
  })
  await service.runner.close()
  clock.advance(31_000)
  const looking = late.pulse()
  await expect.poll(() => isLooking).toBe(true)
  const other = startRunner({
    store,
    clock,
    logger: silentLogger,
    holder: 'the other',
    receipts: () => service.receipts,
    sender: { isWaiting: async () => false, send: async () => undefined },
    measure: async () => look(1_000, [50, 50]),
  })
  clock.advance(61_000)
  await other.pulse()
  expect(other.isLeader).toBe(true)
  const acted = await service.show(id)
  expect(acted.revision).toBeGreaterThan(before.revision)
  stopped.resolve()
  await looking
  expect(await service.show(id)).toMatchObject({ revision: acted.revision, state: 'running' })
  await Promise.all([other.close(), late.close()])
})

it('fences off who woke up late by the number alone, where nobody has looked since', async () => {
  const { store, clock } = service
  const id = await service.begun()
  await service.runner.close()
  const answer = Promise.withResolvers<Measurement>()
  let isLooking = false
  const late = startRunner({
    store,
    clock: createFakeClock(clock.now()),
    logger: silentLogger,
    holder: 'late',
    receipts: () => service.receipts,
    sender: { isWaiting: async () => false, send: async () => undefined },
    measure: async () => {
      isLooking = true
      return answer.promise
    },
  })
  const before = await service.show(id)
  const looking = late.pulse()
  await expect.poll(() => isLooking).toBe(true)
  clock.advance(31_000)
  expect(await takeLease(store, 'the other', 30_000)).toMatchObject({ holder: 'the other' })
  answer.resolve(look(5_000, [20, 400]))
  await looking
  expect(await service.show(id)).toEqual(before)
  await late.close()
})

it('writes nothing while there is no rollout', async () => {
  await service.ticks(3)
  expect(service.runner.isLeader).toBe(false)
  const rows = await service.store.read(async (db) => db.selectFrom('leases').selectAll().execute())
  expect(rows).toEqual([])
})
