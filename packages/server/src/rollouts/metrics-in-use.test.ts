import { afterEach, beforeEach, expect, it } from 'vitest'
import { measureBy } from './measure-rollout.ts'
import {
  PLAN,
  RULESET,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

/** Writes the ruleset that is served, with other metrics. */
async function put(metrics: Readonly<Record<string, object>>): Promise<Response> {
  const path = '/v1/environments/shop/ruleset'
  const read = await service.send('GET', path)
  const { version: _version, ...document } = (await read.json()) as Record<string, unknown>
  const headers = { 'If-Match': read.headers.get('etag') ?? '' }
  return service.send('PUT', path, { body: { ...document, metrics }, headers })
}

const { crash_rate: crashes, ...others } = RULESET.metrics
const OTHERWISE = {
  ...others,
  crash_rate: { kind: 'conversion', outcome: 'app_crash_v2', direction: 'lower_is_better' },
}

it.each([
  ['to count something else', OTHERWISE],
  [
    'to be better the other way',
    { ...others, crash_rate: { ...crashes, direction: 'higher_is_better' } },
  ],
  ['away', others],
  ['to another name', { ...others, crash_share: crashes }],
])('takes no metric %s that a rollout goes on by, and names the rollout', async (_, metrics) => {
  const id = await service.begun()
  const refused = await put(metrics)
  expect([refused.status, await refused.json()]).toEqual([
    409,
    expect.objectContaining({
      code: 'METRIC_IN_USE',
      dependants: [{ rollout: id, flag: 'checkout', metric: 'crash_rate', state: 'running' }],
      detail: expect.stringContaining(`sluice rollout abort ${id} --environment shop`),
    }),
  ])
  await service.act(id, { action: 'abort', reason: 'It counts by the wrong thing' })
  expect((await put(metrics)).status).toBe(200)
})

it('takes texts of such a metric, another metric, and any metric that only a draft names', async () => {
  await service.draft()
  expect((await put(OTHERWISE)).status).toBe(200)
  expect((await put(RULESET.metrics)).status).toBe(200)
  await service.begun()
  const titled = { ...crashes, title: 'Crashes', owner: 'checkout', margin: 0.1 }
  expect((await put({ ...others, crash_rate: titled })).status).toBe(200)
  const { errors: _errors, ...fewer } = RULESET.metrics
  expect((await put(fewer)).status).toBe(200)
})

it('lets a whole ruleset go back over it, tells people at once, and goes on once the metric is back', async () => {
  const windowed = { ...others, crash_rate: { ...crashes, windowMs: 3_600_000 } }
  await put(windowed)
  const { events, store } = service
  const prometheus = async (): Promise<undefined> => undefined
  service.measures(measureBy({ events: events.keeper.store, prometheus, floods: store.floods }))
  const id = await service.begun({ ...PLAN, on: { ...PLAN.on, noData: 'pause' } })
  await service.ticks(1)
  const body = { toVersion: 1, reason: 'Back to yesterday' }
  expect((await service.send('POST', '/v1/environments/shop/rollback', { body })).status).toBe(200)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'paused', pausedBy: 'stepped_in' })
  await service.act(id, { action: 'resume', reason: 'The share again' })
  await service.ticks(1)
  const rule =
    'The metric "crash_rate" is another one than when the rollout started, so what it says compares with nothing. Put it back, or abort the rollout and start another.'
  expect(await service.show(id)).toMatchObject({
    state: 'paused',
    pausedBy: 'no_data',
    last: { outcome: 'no_data', rule },
    alarm: expect.stringContaining(rule),
  })
  // What it was when the rollout started may always come back, and nothing else.
  expect((await put(OTHERWISE)).status).toBe(409)
  expect((await put(windowed)).status).toBe(200)
  await service.ticks(1)
  expect((await service.show(id)).last.rule).toBe(
    'crash_rate has no value in one of the variants yet.',
  )
})
