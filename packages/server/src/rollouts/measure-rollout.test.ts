import { afterEach, beforeEach, expect, it } from 'vitest'
import { measureBy } from './measure-rollout.ts'
import { requireRollout } from './rollout-rows.ts'
import { startRolloutService, type RolloutService } from './testing/rollout-service.ts'
import { sendExposures, type Met } from './testing/send-exposures.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
  // What is sent from now on has happened after the start.
  service.clock.jump(-2 * 60_000)
})
afterEach(async () => service.close())

const prometheus = async (): Promise<undefined> => undefined
const floods = { since: () => [] }

function people(count: number, met: Omit<Met, 'unit'>, crashes = 0): Met[] {
  return Array.from({ length: count }, (_, n) => ({
    ...met,
    unit: `${met.variant}-${met.rule ?? 'default'}-${met.allocationVersion ?? 0}-${n}`,
    ...(n < crashes && { crashed: true }),
  }))
}

const look = async (id: string) => {
  const { store, events } = service
  const rollout = await store.read(async (db) => requireRollout(db, 'shop', id))
  const measure = measureBy({ events: events.keeper.store, prometheus, floods })
  return measure(rollout, store.live.get('shop')!.ruleset, Date.now() + 10 * 60_000)
}

it('counts whom the rule has drawn, and nobody who only got the default', async () => {
  const id = await service.begun()
  const { allocationVersion = 0 } = service.store.live.get('shop')!.ruleset.flags['checkout']!
  const drawn = { rule: 'split', allocationVersion }
  await sendExposures(service, [
    ...people(40, { variant: 'off', ...drawn }, 2),
    ...people(42, { variant: 'on', ...drawn }, 9),
    ...people(500, { variant: 'off', allocationVersion }, 50),
    ...people(30, { variant: 'on', rule: 'split', allocationVersion: 1 }, 30),
  ])
  expect(await look(id)).toMatchObject({
    units: { control: 40, treatment: 42 },
    metrics: {
      crash_rate: {
        control: { kind: 'rate', successes: 2, n: 40 },
        treatment: { kind: 'rate', successes: 9, n: 42 },
      },
    },
  })
})

it('looks at everybody once the flag is back', async () => {
  const id = await service.begun()
  await service.act(id, { action: 'roll_back', reason: 'I saw it' })
  await sendExposures(service, people(70, { variant: 'off' }, 7))
  expect(await look(id)).toMatchObject({
    units: { control: 70, treatment: 0 },
    metrics: { crash_rate: { treatment: { successes: 7, n: 70 } } },
  })
  await sendExposures(service, people(3, { variant: 'on', rule: 'split' }))
  expect(await look(id)).toMatchObject({ units: { control: 70, treatment: 3 } })
})

it('says so when a metric is gone, and when nobody answers', async () => {
  const id = await service.begun()
  await sendExposures(service, people(5, { variant: 'off' }))
  const { store } = service
  const rollout = await store.read(async (db) => requireRollout(db, 'shop', id))
  const { ruleset } = store.live.get('shop')!
  const measure = measureBy({ events: service.events.keeper.store, prometheus, floods })
  const without = await measure(rollout, { ...ruleset, metrics: {} }, Date.now() + 60_000)
  expect(without).toMatchObject({
    metrics: { crash_rate: { fault: 'There is no metric "crash_rate" in the ruleset any more.' } },
  })
  const broken = measureBy({
    prometheus,
    floods,
    events: {
      ask: async () => {
        throw new Error('the event store is down')
      },
    },
  })
  expect(await broken(rollout, ruleset, 0)).toEqual({ fault: 'the event store is down' })
})

it('takes counts of a Prometheus as a rate, and says why it has none', async () => {
  const id = await service.begun()
  const { store, events } = service
  const rollout = await store.read(async (db) => requireRollout(db, 'shop', id))
  const { ruleset } = store.live.get('shop')!
  const metrics = {
    crash_rate: {
      kind: 'prometheus',
      direction: 'lower_is_better',
      url: 'https://prometheus.example',
      query: 'errors{variant="$variant"}',
      total: 'requests{variant="$variant"}',
    },
  } as const
  const asked: string[] = []
  const measure = measureBy({
    floods,
    events: events.keeper.store,
    async prometheus({ query }) {
      asked.push(query)
      return query.startsWith('errors') ? 3 : 1_000
    },
  })
  expect(await measure(rollout, { ...ruleset, metrics }, Date.now())).toMatchObject({
    metrics: { crash_rate: { treatment: { kind: 'rate', successes: 3, n: 1_000 } } },
  })
  expect(asked).toContain('errors{variant="on"}')
  const broken = measureBy({
    floods,
    events: events.keeper.store,
    prometheus: async () => Promise.reject(new Error('it is down')),
  })
  expect(await broken(rollout, { ...ruleset, metrics }, Date.now())).toMatchObject({
    metrics: { crash_rate: { fault: 'it is down' } },
  })
})
