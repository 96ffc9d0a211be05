import type { Metric, Ruleset } from '@sluice/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FloodBook } from '../intake/flood-book.ts'
import { measureBy } from './measure-rollout.ts'
import { metricMarks } from './metric-mark.ts'
import { requireRollout, type StoredRollout } from './rollout-rows.ts'
import { PLAN, startRolloutService, type RolloutService } from './testing/rollout-service.ts'
import { sendExposures, type Met } from './testing/send-exposures.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
  // What is sent from now on has happened after the start.
  service.clock.jump(-2 * 60_000)
})
afterEach(async () => service.close())

const prometheus = async (): Promise<undefined> => undefined
const floods: Pick<FloodBook, 'since'> = { since: () => [] }

function people(count: number, met: Omit<Met, 'unit'>, crashes = 0): Met[] {
  return Array.from({ length: count }, (_, n) => ({
    ...met,
    unit: `${met.variant}-${met.rule ?? 'default'}-${met.allocationVersion ?? 0}-${n}`,
    ...(n < crashes && { crashed: true }),
  }))
}

const look = async (id: string, metrics?: Record<string, Metric>, sources = { floods }) => {
  const { store, events } = service
  const { ruleset } = store.live.get('shop')!
  const asked = metrics === undefined ? ruleset : { ...ruleset, metrics }
  const rollout = await startedWith(id, asked)
  const measure = measureBy({ events: events.keeper.store, prometheus, ...sources })
  return measure(rollout, asked, Date.now() + 10 * 60_000)
}

/** A rollout as it were, had it been started with the metrics of a ruleset. */
async function startedWith(id: string, ruleset: Ruleset): Promise<StoredRollout> {
  const { store } = service
  const rollout = await store.read(async (db) => requireRollout(db, 'shop', id))
  const marks = metricMarks(rollout.plan, ruleset)
  return { ...rollout, state: { ...rollout.state, metricMarks: marks } }
}

const CRASHES = { kind: 'conversion', crashes: true, direction: 'lower_is_better' } as const
const OF_SERVERS = { ...CRASHES, sentBy: 'server' } as const

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
  const rollout = await startedWith(id, { ...ruleset, metrics })
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

it('says that it waits for a Prometheus, and waits no longer than from look to look', async () => {
  const id = await service.begun({ ...PLAN, tickMs: 3_000 })
  const { store, events } = service
  const { ruleset } = store.live.get('shop')!
  const outside = {
    kind: 'prometheus',
    direction: 'lower_is_better',
    url: 'https://prometheus.example',
    query: 'errors{variant="$variant"}',
    total: 'requests{variant="$variant"}',
  } as const
  const { promise, resolve } = Promise.withResolvers<number>()
  const patience: unknown[] = []
  const measure = measureBy({
    floods,
    events: events.keeper.store,
    async prometheus({ patienceMs }) {
      patience.push(patienceMs)
      return promise
    },
  })
  const waiting = Promise.withResolvers<void>()
  const metrics = { crash_rate: outside }
  const rollout = await startedWith(id, { ...ruleset, metrics })
  const measured = measure(rollout, { ...ruleset, metrics }, Date.now(), waiting.resolve)
  await waiting.promise
  resolve(1)
  await measured
  expect(new Set(patience)).toEqual(new Set([3_000]))
  let waits = 0
  const own = await startedWith(id, ruleset)
  await measure(own, ruleset, Date.now(), () => waits++)
  expect(waits).toBe(0)
})

const FLOOD = { environment: 'shop', key: 'k', name: 'page', startedAt: 0, endedAt: 0, events: 9 }
const flooded = { floods: { since: () => [FLOOD] } }

/** People whom servers sent, and such as somebody made up by the key of a page. */
async function peopleAndStrangers(): Promise<void> {
  const { allocationVersion = 0 } = service.store.live.get('shop')!.ruleset.flags['checkout']!
  const drawn = { rule: 'split', allocationVersion }
  const of = (variant: string, count: number, crashes: number) =>
    people(count, { variant, ...drawn }, crashes)
  await sendExposures(service, [...of('off', 40, 2), ...of('on', 42, 3)])
  const made = of('on', 90, 90).map((met) => ({ ...met, unit: `made-${met.unit}` }))
  // A real one as well, of whom a page says something else.
  const lied = of('off', 1, 0).map((met) => ({ ...met, variant: 'on' }))
  await sendExposures(service, [...made, ...lied], 'client')
}

it('counts nobody whom only pages send, where every guardrail counts what servers send', async () => {
  const id = await service.begun()
  await peopleAndStrangers()
  const reading = {
    control: { kind: 'rate', successes: 2, n: 40 },
    treatment: { kind: 'rate', successes: 3, n: 42 },
  }
  const seen = await look(id, { crash_rate: OF_SERVERS }, flooded)
  expect(seen).toMatchObject({
    sentBy: 'server',
    units: { control: 40, treatment: 42 },
    metrics: { crash_rate: reading },
  })
  // Nobody floods by a key that nobody has.
  expect(seen).not.toHaveProperty('suspect')
  expect(await look(id, { crash_rate: CRASHES }, flooded)).toMatchObject({
    units: { control: 39, treatment: 132, mixed: 1 },
    metrics: { crash_rate: { treatment: { successes: 93 } } },
    suspect: expect.stringContaining('"page"'),
  })
})

it('tells a guardrail of servers apart from one that believes pages too', async () => {
  const [guardrail] = PLAN.guardrails
  const guardrails = [guardrail!, { ...guardrail!, metric: 'of_servers' }]
  const id = await service.begun({ ...PLAN, guardrails })
  await peopleAndStrangers()
  const seen = await look(id, { crash_rate: CRASHES, of_servers: OF_SERVERS }, flooded)
  expect(seen).toMatchObject({
    units: { control: 39, treatment: 132, mixed: 1 },
    metrics: {
      crash_rate: { treatment: { successes: 93, n: 132 } },
      of_servers: { isApart: true, control: { n: 40 }, treatment: { successes: 3, n: 42 } },
    },
    suspect: expect.stringContaining('"page"'),
  })
  expect(seen).not.toHaveProperty(['metrics', 'crash_rate', 'isApart'])
})
