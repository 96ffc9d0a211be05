import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { EventStore } from '@sluice/events'
import type { StoredEvent } from '@sluice/events/spool'
import { silentLogger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { eventStoreAt } from './open-event-store.ts'
import { openEventKeeper } from './event-keeper.ts'
import { startTestService, temporaryFolder, type TestService } from '../service/test-service.ts'
import { exposureOf } from './testing/sent-events.ts'
import { storedEvents } from './testing/stored-events.ts'

const exposure = (more: object = {}): object =>
  exposureOf({ units: { targetingKey: 'ada@example.com' }, ...more })

async function send(service: TestService, ...events: readonly object[]): Promise<Response> {
  return fetch(`${service.url}/v1/events`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_server_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ sentAt: Date.now(), events }),
  })
}

async function readiness(service: TestService): Promise<unknown> {
  return (await fetch(`${service.url}/health/ready`)).json()
}

it('has an event on disk when it says so, under a pseudonym', async () => {
  const service = await startTestService()
  expect((await send(service, exposure())).status).toBe(200)
  const [event] = storedEvents(service.dataDir)
  expect(event).toMatchObject({ flag: 'cta', variant: 'on', environment: 'development' })
  expect(JSON.stringify(event)).not.toContain('ada')
})

it('names a unit as before after a restart', async () => {
  const first = await startTestService()
  await send(first, exposure())
  await first.close()
  const second = await startTestService({ dataDir: first.dataDir })
  await send(second, exposure())
  const [a, b] = storedEvents(first.dataDir)
  expect(a?.units).toEqual(b?.units)
})

it('takes no more than the spool may hold, serves flags on, and says why it is degraded', async () => {
  const service = await startTestService({ limits: { spoolBytes: 20_000 } })
  let answer = await send(service, exposure())
  for (let index = 0; index < 100 && answer.status === 200; index++) {
    answer = await send(service, exposure())
  }
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('30')
  const text = await answer.text()
  expect(JSON.parse(text)).toMatchObject({ code: 'EVENTS_UNAVAILABLE' })
  expect(text).not.toContain(service.dataDir)
  expect((await service.bulk({})).status).toBe(200)
  expect(await readiness(service)).toEqual({ status: 'degraded', causes: ['event_spool_full'] })
})

it('starts without a place for events, serves flags, and says why it is degraded', async () => {
  const dataDir = await temporaryFolder()
  writeFileSync(join(dataDir, 'events'), 'not a folder')
  const service = await startTestService({ dataDir })
  expect((await send(service, exposure())).status).toBe(503)
  expect((await service.bulk({})).status).toBe(200)
  expect(await readiness(service)).toMatchObject({ causes: ['event_spool_unavailable'] })
})

it('takes events once there is a place for them, without a restart', async () => {
  const folder = join(await temporaryFolder(), 'events')
  writeFileSync(folder, 'not a folder')
  const clock = createFakeClock()
  const keeper = await openEventKeeper({
    folder,
    clock,
    logger: silentLogger,
    openStore: eventStoreAt(undefined),
  })
  const event = { ...exposure(), receivedAt: 1, rawAt: '1', environment: 'shop' } as StoredEvent
  await expect(keeper.keep([event])).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' })
  rmSync(folder)
  // Not at every event, or a broken disk would be asked thousands of times a second.
  await expect(keeper.keep([event])).rejects.toMatchObject({ status: 503 })
  clock.advance(5_000)
  await keeper.keep([event])
  expect(keeper.health()).toMatchObject({ spool: 'ok', state: { events: 1 } })
  await keeper.close()
  await expect(keeper.keep([event])).rejects.toMatchObject({ status: 503 })
})

it('takes no events under another secret than the one that their units were named with', async () => {
  const first = await startTestService()
  await send(first, exposure())
  await first.close()
  const secret = join(first.dataDir, 'unit.key')
  renameSync(secret, `${secret}.away`)
  const second = await startTestService({ dataDir: first.dataDir })
  expect((await send(second, exposure())).status).toBe(503)
  expect(existsSync(secret)).toBe(false)
  expect(await readiness(second)).toMatchObject({ causes: ['unit_secret_unusable'] })
  expect((await second.bulk({})).status).toBe(200)
  await second.close()
  renameSync(`${secret}.away`, secret)
  const third = await startTestService({ dataDir: first.dataDir })
  expect((await send(third, exposure())).status).toBe(200)
})

it('counts what came again after a restart, by what it says', async () => {
  const first = await startTestService()
  const [same, other] = [exposure(), exposure()]
  await send(first, same, other)
  await first.close()
  const second = await startTestService({ dataDir: first.dataDir, limits: { settleMs: 20 } })
  await send(second, same, { ...other, variant: 'off' })
  await vi.waitFor(
    async () => {
      const metrics = await (await fetch(`${second.url}/metrics`)).text()
      expect(metrics).toContain('sluice_event_store_repeated_total{kind="same"} 1')
      expect(metrics).toContain('sluice_event_store_repeated_total{kind="conflict"} 1')
    },
    { timeout: 15_000, interval: 50 },
  )
}, 20_000)

it('makes the secret for its owner only', async () => {
  const service = await startTestService()
  expect(readFileSync(join(service.dataDir, 'unit.key'))).toHaveLength(32)
  expect(statSync(join(service.dataDir, 'unit.key')).mode & 0o077).toBe(0)
})

it('takes events and serves flags while its ClickHouse is away, and says so', async () => {
  const service = await startTestService({ clickHouseUrl: 'http://127.0.0.1:9' })
  expect((await send(service, exposure())).status).toBe(200)
  const counted = await service.admin('GET', '/v1/environments/development/exposures')
  expect(counted.status).toBe(503)
  expect(await counted.text()).not.toContain('127.0.0.1:9')
  expect((await service.bulk({})).status).toBe(200)
  expect(storedEvents(service.dataDir)).toHaveLength(1)
})

it('ends in time and in order, whatever its store does', async () => {
  for (const close of [
    async () => Promise.reject(new Error('stuck')),
    async () => new Promise<void>(() => undefined),
  ]) {
    const folder = join(await temporaryFolder(), 'events')
    const clock = createFakeClock()
    const openStore = async () => ({ close, settle: async () => undefined }) as EventStore
    const keeper = await openEventKeeper({ folder, clock, logger: silentLogger, openStore })
    await keeper.store.work(async (store) => store.settle())
    const closed = keeper.close()
    await setImmediate()
    clock.advance(3_000)
    await closed
    // The folder is free for the next one.
    const next = await openEventKeeper({ folder, clock, logger: silentLogger, openStore })
    expect(next.health().spool).toBe('ok')
    await next.close()
  }
})

it('opens its place once, however it is asked', async () => {
  const service = await startTestService()
  await send(service, exposure())
  const counted = await service.admin('GET', '/v1/environments/development/exposures')
  expect(counted.status).toBe(200)
  expect(await readiness(service)).toEqual({ status: 'ready', causes: [] })
})

it('puts what it took on disk before it ends', async () => {
  const service = await startTestService()
  const answers = Promise.allSettled(
    Array.from({ length: 20 }, async () => send(service, exposure())),
  )
  await vi.waitUntil(() => storedEvents(service.dataDir).length > 0)
  await service.close()
  const settled = await answers
  const taken = settled.filter((one) => one.status === 'fulfilled' && one.value.status === 200)
  expect(storedEvents(service.dataDir).length).toBeGreaterThanOrEqual(taken.length)
  expect(taken.length).toBeGreaterThan(0)
})

it('says how full the spool is', async () => {
  const service = await startTestService()
  await send(service, exposure(), exposure())
  const text = await (await service.admin('GET', '/metrics')).text()
  expect(text).toContain('sluice_event_spool_events 2\n')
  expect(Number(/sluice_event_spool_bytes (\d+)/.exec(text)?.[1])).toBeGreaterThan(500)
})
