import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import { createAskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { createStreamHub } from '../stream/stream-hub.ts'
import type { Runner } from './runner.ts'
import { startRollouts } from './start-rollouts.ts'
import {
  MINUTE_MS,
  PLAN,
  RULESET,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'
import { sendExposures } from './testing/send-exposures.ts'

const [GUARDRAIL] = PLAN.guardrails

let server: Server
let questions = 0
let service: RolloutService
let runner: Runner | undefined
beforeEach(async () => {
  questions = 0
  // It takes every question and answers none.
  server = createServer(() => void questions++).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  service = await startRolloutService(undefined, [], {}, [{ origin, allowPrivate: true }])
  const latency = {
    kind: 'prometheus',
    url: origin,
    query: 'slow{variant="$variant"}',
    total: 'all{variant="$variant"}',
    direction: 'lower_is_better',
  }
  const put = await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { ...RULESET, metrics: { ...RULESET.metrics, latency } },
    headers: { 'If-Match': '"1"' },
  })
  if (!put.ok) throw new Error(await put.text())
})
afterEach(async () => {
  server.closeAllConnections()
  await runner?.close()
  server.close()
  await service.close()
})

/** Runs so many rollouts with these guardrails, and counts the questions that are open at once. */
async function run(count: number, metrics: readonly string[]) {
  const guardrails = metrics.map((metric) => ({ ...GUARDRAIL!, metric }))
  // What is sent from now on has happened after the start.
  service.clock.jump(-2 * MINUTE_MS)
  const id = await service.begun({ ...PLAN, guardrails })
  const { allocationVersion = 0 } = service.store.live.get('shop')!.ruleset.flags['checkout']!
  const met = { rule: 'split', allocationVersion }
  await sendExposures(service, [
    { variant: 'off', unit: 'ada', ...met },
    { variant: 'on', unit: 'ben', ...met },
  ])
  const { store, events, clock, dataDir } = service
  await service.runner.close()
  await store.write(async ({ db }) => {
    const row = await db
      .selectFrom('rollouts')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    for (let n = 1; n < count; n++) {
      await db
        .insertInto('rollouts')
        .values({ ...row, id: `r-${n}`, flag: `flag-${n}` })
        .execute()
    }
  })
  let [open, most] = [0, 0]
  const { origin } = new URL(store.live.get('shop')!.ruleset.metrics['latency']!['url' as never])
  runner = startRollouts({
    store,
    clock,
    dataDir,
    logger: silentLogger,
    messageTargets: [],
    hub: createStreamHub({
      clock,
      epoch: store.epoch,
      maxStreams: 1,
      versionOf: () => 1,
      random: Math.random,
    }),
    prometheus: createAskPrometheus([{ origin, allowPrivate: true }]),
    events: {
      async ask(question) {
        most = Math.max(most, ++open)
        try {
          await nextTurn()
          return await events.keeper.store.ask(question)
        } finally {
          open--
        }
      },
    },
  })
  clock.advance(10 * MINUTE_MS)
  await runner.pulse()
  return { clock, most: () => most }
}

it('asks the event store no more than it takes, however many guardrails there are', async () => {
  const { most } = await run(20, ['crash_rate', 'errors', 'error_size'])
  expect(most()).toBe(8)
})

it('asks a Prometheus no more at once than before, also where it hangs and a hundred wait for it', async () => {
  const { clock } = await run(100, ['latency'])
  await expect.poll(() => questions).toBe(32)
  for (let n = 0; n < 20; n++) await nextTurn()
  expect(questions).toBe(32)
  clock.advance(250)
  await expect.poll(() => questions).toBe(64)
})
