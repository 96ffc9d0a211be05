import { replay } from '@sluice/rollout'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { decisionsOf } from './decision-rows.ts'
import { measureBy } from './measure-rollout.ts'
import { requireRollout } from './rollout-rows.ts'
import { MINUTE_MS, startRolloutService, type RolloutService } from './testing/rollout-service.ts'
import { sendExposures } from './testing/send-exposures.ts'

const HOUR_MS = 60 * MINUTE_MS

// The service stamps events by the clock of this machine, and looks by one that is set here.
let service: RolloutService
beforeEach(async () => {
  service = await startRolloutService()
  const { events, store } = service
  const prometheus = async (): Promise<undefined> => undefined
  service.measures(measureBy({ events: events.keeper.store, prometheus, floods: store.floods }))
})
afterEach(async () => service.close())

/** Sets the wall clock of looks so far ahead of the one of events. */
function setAhead(ms: number): void {
  service.clock.jump(Date.now() + ms - service.clock.now())
}

async function met(name: string, units: number, crashes: number): Promise<void> {
  const { allocationVersion = 0 } = service.store.live.get('shop')!.ruleset.flags['checkout']!
  const of = (variant: string, broken: number) =>
    Array.from({ length: units }, (_, n) => ({
      unit: `${name}-${variant}-${n}`,
      variant,
      rule: 'split',
      allocationVersion,
      crashed: n < broken,
    }))
  await sendExposures(service, [...of('off', 1), ...of('on', crashes)])
}

/** The log of a rollout, made again. */
async function isReplayed(id: string): Promise<boolean> {
  const [{ plan }, rows] = await service.store.read(async (db) => [
    await requireRollout(db, 'shop', id),
    await decisionsOf(db, id, { limit: 1_000 }),
  ])
  const entries = rows.toReversed().map(({ entry }) => entry)
  return replay(plan, entries).every(({ isSame }) => isSame)
}

it.each([
  ['that was ahead at the start is corrected', 5 * MINUTE_MS],
  ['that was an hour ahead at the start is corrected', HOUR_MS],
])('sees a harm within two looks when a clock %s', async (_, aheadMs) => {
  setAhead(aheadMs)
  const id = await service.begun()
  setAhead(0)
  await service.ticks(1)
  setAhead(0)
  await met('people', 200, 180)
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({
    state: expect.stringMatching(/^(rolling_back|verifying)$/),
    incident: { metric: 'crash_rate' },
  })
  expect(await isReplayed(id)).toBe(true)
})

it('keeps what was counted when the clock goes back, says so once, and sees what comes then', async () => {
  setAhead(-2 * HOUR_MS)
  const id = await service.begun()
  setAhead(MINUTE_MS)
  await met('early', 150, 1)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ units: { control: 150, treatment: 150 } })
  setAhead(-HOUR_MS)
  const logged = (await service.show(id))['decisions'] as number
  await service.ticks(3)
  const shown = await service.show(id)
  expect(shown).toMatchObject({ state: 'running', units: { control: 150, treatment: 150 } })
  expect(shown.last.rule).toMatch(
    /^The clock went back, and is 1 hour( \d+ \w+)? behind an earlier look\. What was counted by then still counts\. /,
  )
  expect(shown['decisions']).toBe(logged + 1)
  await met('late', 200, 180)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ incident: { metric: 'crash_rate' } })
  expect(await isReplayed(id)).toBe(true)
})

it('counts what comes after a person has resumed it, and the clock went back then', async () => {
  setAhead(-HOUR_MS)
  const id = await service.begun()
  setAhead(MINUTE_MS)
  await met('uneven', 150, 1)
  await sendExposures(
    service,
    Array.from({ length: 400 }, (_, n) => ({
      unit: `more-${n}`,
      variant: 'on',
      rule: 'split',
      allocationVersion:
        service.store.live.get('shop')!.ruleset.flags['checkout']!.allocationVersion!,
    })),
  )
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ pausedBy: 'mismatch' })
  setAhead(HOUR_MS)
  await service.act(id, { action: 'resume', reason: 'repaired' })
  setAhead(0)
  await service.ticks(1)
  setAhead(MINUTE_MS)
  await met('people', 200, 180)
  await service.ticks(2)
  expect(await service.show(id)).toMatchObject({ incident: { metric: 'crash_rate' } })
  expect(await isReplayed(id)).toBe(true)
})

it('says that what came since a rollback cannot be told, while the clock is before it', async () => {
  setAhead(-HOUR_MS)
  const id = await service.begun()
  setAhead(MINUTE_MS)
  await met('people', 200, 90)
  setAhead(HOUR_MS)
  await service.ticks(1)
  expect(await service.show(id)).toMatchObject({ incident: { metric: 'crash_rate' } })
  setAhead(0)
  await service.ticks(1)
  const { rule } = (await service.show(id)).last
  expect(rule).toContain('The clock went back to before the flag was restored')
  await service.ticks(10)
  expect(await service.show(id)).toMatchObject({ verification: 'unverified' })
})
