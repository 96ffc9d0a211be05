import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PlanDocument } from '@sluice/rollout/schema'
import {
  MINUTE_MS,
  PLAN,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'

const DAY_MS = 24 * 60 * MINUTE_MS

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

const monitored = { monitored: true, minUnitsPerVariant: 1 }
/** Both of the first steps count the same people, whom the third draws anew. */
const LONG: PlanDocument = {
  ...PLAN,
  steps: [
    { name: 'canary', shareBps: 100, holdMs: DAY_MS, maxWaitMs: 4 * DAY_MS, ...monitored },
    { name: 'half', shareBps: 5_000, holdMs: 3 * DAY_MS, ...monitored },
    { name: 'most', shareBps: 8_000, holdMs: 6 * DAY_MS, ...monitored },
  ],
}

const keepFor = async (eventRetentionDays: number | null): Promise<Response> =>
  service.send('PATCH', '/v1/environments/shop', { body: { settings: { eventRetentionDays } } })

async function faultsOf(plan: PlanDocument): Promise<readonly string[]> {
  const path = '/v1/environments/shop/rollouts?dryRun=true'
  const checked = await service.send('POST', path, { body: { plan } })
  const { faults = [] } = (await checked.json()) as {
    readonly faults?: readonly { readonly path: string; readonly message: string }[]
  }
  return faults
    .filter(({ message }) => message.includes('eventRetentionDays'))
    .map(({ path: at, message }) => `${at}: ${message}`)
}

it('plans nothing that is decided by events which would be gone by then', async () => {
  expect((await keepFor(6)).status).toBe(200)
  expect(await faultsOf(LONG)).toEqual([
    '$.steps[0]: From "canary" on it is decided by the events of up to 7 days, and the environment keeps them for 6 days. Keep them longer ("eventRetentionDays": 7 or more), or wait shorter.',
  ])
  expect((await keepFor(7)).status).toBe(200)
  expect(await faultsOf(LONG)).toEqual([])
})

it('keeps the events that a rollout is decided by until it is over', async () => {
  const id = await service.begun(LONG)
  const refused = await keepFor(6)
  expect([refused.status, await refused.json()]).toEqual([
    409,
    expect.objectContaining({
      code: 'ROLLOUTS_NEED_EVENTS',
      rollouts: [{ rollout: id, flag: 'checkout', neededDays: 7 }],
      detail: expect.stringContaining(`${id} of "checkout" (7 days). Finish, roll back or abort`),
    }),
  ])
  expect((await keepFor(7)).status).toBe(200)
  // It takes longer than was planned.
  service.clock.advance(9 * DAY_MS)
  expect(await (await keepFor(8)).json()).toMatchObject({ rollouts: [{ neededDays: 9 }] })
  await service.act(id, { action: 'abort', reason: 'It takes too long' })
  expect((await keepFor(1)).status).toBe(200)
})
