import { afterEach, beforeEach, expect, it } from 'vitest'
import { measureBy } from './measure-rollout.ts'
import { requireRollout } from './rollout-rows.ts'
import {
  back,
  look,
  MINUTE_MS,
  PLAN,
  startRolloutService,
  type RolloutService,
} from './testing/rollout-service.ts'
import { sendExposures, type Met } from './testing/send-exposures.ts'

let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
})
afterEach(async () => service.close())

/** Measures for itself, whatever the looks are told. */
async function measured(id: string) {
  const { store, events, clock } = service
  const rollout = await store.read(async (db) => requireRollout(db, 'shop', id))
  const measure = measureBy({
    events: events.keeper.store,
    prometheus: async () => undefined,
    floods: { since: () => [] },
  })
  return measure(rollout, store.live.get('shop')!.ruleset, clock.now() + MINUTE_MS)
}

it('verifies anew, by what comes from then on, once the deployment went back after all', async () => {
  service.answers(202)
  const hook = { url: 'https://deploy.example/back', timeoutMs: 2 * MINUTE_MS }
  const id = await service.begun({ ...PLAN, rollback: { ...PLAN.rollback, hook } })
  service.sees(look(900, [9, 90]))
  await service.ticks(1)
  service.sees(back(900, 300))
  await service.ticks(11)
  expect(await service.show(id)).toMatchObject({
    state: 'rolled_back',
    verification: 'not_deployed',
    hook: 'timed_out',
  })
  expect(service.posts.length).toBe(1)
  await sendExposures(service, [{ unit: 'before', variant: 'off' }])

  const said = await service.act(id, { action: 'deployed', outcome: 'acknowledged' })
  expect(said.status).toBe(200)
  const { at } = (await service.show(id)).last
  expect(await service.show(id)).toMatchObject({
    state: 'verifying',
    verification: null,
    deployedMs: 0,
  })
  expect(await measured(id)).toMatchObject({
    from: Date.parse(at),
    units: { control: 0, treatment: 0 },
  })
  service.sees(back(900, 9))
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ state: 'rolled_back', verification: 'verified' })
})

it.each([
  ['exposures that got lost come again', [300, 100], 0],
  ['units that met both keep their variant', [150, 150], 40],
] as const)('goes on once %s, and a person resumes it', async (_, [off, on], both) => {
  const { clock, events, store } = service
  const prometheus = async (): Promise<undefined> => undefined
  service.measures(measureBy({ events: events.keeper.store, prometheus, floods: store.floods }))
  // What is sent from now on has happened after the start.
  clock.jump(-2 * MINUTE_MS)
  const id = await service.begun()
  const met = async (name: string, off: number, on: number, both = 0): Promise<void> => {
    const { allocationVersion = 0 } = store.live.get('shop')!.ruleset.flags['checkout']!
    const of = (variant: string, count: number): Met[] =>
      Array.from({ length: count }, (_, n) => ({
        // The first of each met both.
        unit: `${name}-${n < both ? 'both' : variant}-${n}`,
        variant,
        rule: 'split',
        allocationVersion,
        crashed: n < 5,
      }))
    await sendExposures(service, [...of('off', off), ...of('on', on)])
  }
  await met('people', off, on, both)
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ state: 'paused', pausedBy: 'mismatch' })

  clock.jump(Date.now() - clock.now())
  expect((await service.act(id, { action: 'resume', reason: 'repaired' })).status).toBe(200)
  // The same people come again, each of them with one variant.
  await met('people', 150, 150)
  await service.ticks(3)
  expect(await service.show(id)).toMatchObject({
    state: 'running',
    units: { control: 150, treatment: 150 },
  })
})
