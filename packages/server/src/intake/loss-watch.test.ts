import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { uuidV7 } from '@sluice/core/events'
import { expect, it, vi } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import { createFakeClock } from '../live/fake-clock.ts'
import { temporaryFolder } from '../service/test-service.ts'
import { eventCauses } from './event-causes.ts'
import { openEventKeeper } from './event-keeper.ts'
import { keeperMetrics } from './keeper-metrics.ts'
import { eventStoreAt } from './open-event-store.ts'

it('finds lost events soon after the start without a question, and says so once and until it is over', async () => {
  const folder = await temporaryFolder()
  const errors: object[] = []
  const logger = { ...silentLogger, error: (fields: object) => void errors.push(fields) }
  const open = async () => {
    const clock = createFakeClock()
    const keeper = await openEventKeeper({
      folder,
      clock,
      logger,
      openStore: eventStoreAt(undefined),
      live: { keys: () => [], get: () => undefined },
    })
    return { clock, keeper }
  }
  const first = await open()
  await first.keeper.keep([
    {
      id: uuidV7(Date.now(), Math.random),
      environment: 'shop',
      type: 'exposure',
      receivedAt: Date.now(),
      at: Date.now(),
      rawAt: '1',
      session: 's',
      sequence: 1,
      units: {},
    },
  ])
  await first.keeper.store.work(async (store) => store.settle())
  await first.keeper.close()
  const parquet = join(folder, 'parquet')
  for (const name of readdirSync(parquet, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.parquet')) rmSync(join(parquet, name))
  for (const _start of ['found', 'remembered']) {
    const { clock, keeper } = await open()
    expect(keeper.health().storeLosses).toBe(0)
    clock.advance(60_000)
    await vi.waitFor(() => expect(keeper.health().storeLosses).toBe(1), 10_000)
    expect(eventCauses(keeper.health(), true)).toEqual(['events_lost'])
    const metric = keeperMetrics(() => keeper.health()).find(
      ({ name }) => name === 'sluice_event_store_losses',
    )
    expect(metric?.samples()).toEqual([{ labels: {}, value: 1 }])
    expect(errors).toMatchObject([{ loss: { reason: 'missing', events: 1 } }])
    await keeper.close()
  }
}, 30_000)
