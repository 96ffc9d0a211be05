import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { measureBy } from './measure-rollout.ts'
import { MINUTE_MS, startRolloutService, type RolloutService } from './testing/rollout-service.ts'
import { sendExposures, type Met } from './testing/send-exposures.ts'

/** Saved up to ten times of this, so that it takes no flood of hundreds of thousands. */
const LIMITS = { keyEventsPerSecond: 10 }

let service: RolloutService
let dataDir: string
const open = async (): Promise<void> => {
  service = await startRolloutService(dataDir, [], LIMITS)
  const { events, store, clock } = service
  const prometheus = async (): Promise<undefined> => undefined
  service.measures(measureBy({ events: events.keeper.store, prometheus, floods: store.floods }))
  // What is sent from now on has happened after the start.
  clock.jump(-2 * MINUTE_MS)
}
beforeEach(async () => {
  dataDir = temporaryFolder()
  await open()
})
afterEach(async () => service.close())

function people(name: string, count: number, variant: 'on' | 'off', crashes: number): Met[] {
  const { allocationVersion = 0 } = service.store.live.get('shop')!.ruleset.flags['checkout']!
  return Array.from({ length: count }, (_, n) => ({
    unit: `${name}-${variant}-${n}`,
    variant,
    rule: 'split',
    allocationVersion,
    crashed: n < crashes,
  }))
}

/** Makes up people of the treatment who crash, by the key that every page has. */
async function flood(): Promise<void> {
  const made = (name: string): Met[] => people(name, 60, 'on', 60)
  await sendExposures(service, made('first'), 'client')
  await expect(sendExposures(service, made('second'), 'client')).rejects.toThrow('429')
}

it('marks what was measured while a key was flooded, so that made up crashes roll nothing back', async () => {
  const id = await service.begun()
  await sendExposures(service, [...people('p', 150, 'off', 3), ...people('p', 150, 'on', 3)])
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ state: 'running', waitsFor: null })
  await flood()
  await service.ticks(10)
  const { last, ...shown } = await service.show(id)
  expect(last.outcome).toBe('no_data')
  expect(last.rule).toMatch(
    /^The data is suspect: the client key "page" sends more events than a key may: 120 were turned away, the last at 20.*Z.* As it came, crash_rate is worse than the control, beyond chance\.$/,
  )
  expect(shown).toMatchObject({
    state: 'running',
    step: { name: 'canary' },
    waitsFor: 'person',
    alarm: expect.stringContaining('The data is suspect'),
  })
})

it('knows of a flood after a restart, and believes the data once a person has looked', async () => {
  const id = await service.begun()
  await sendExposures(service, [...people('p', 150, 'off', 3), ...people('p', 150, 'on', 3)])
  await flood()
  await service.close()
  await open()
  service.clock.jump(3 * MINUTE_MS)
  await service.ticks(1)
  expect((await service.show(id)).last.rule).toContain('The data is suspect')
  await service.act(id, { action: 'pause' })
  await service.act(id, { action: 'resume', reason: 'It was our own test of the load' })
  await service.ticks(1)
  // The made up crashes are in it: whoever says that it is good gets what it says.
  expect(await service.show(id)).toMatchObject({ state: 'verifying' })
})
