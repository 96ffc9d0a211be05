import { expect, it } from 'vitest'
import { replay } from '../log/replay.ts'
import { BOB, drive, measured, type Driver } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'
import type { RolloutPlan } from '../plan/plan.ts'

const at = NOON
const steps = PLAN.steps.slice(1)

/** In the canary, which is its first step. */
function canary(plan: RolloutPlan = planOf({ steps })): Driver {
  return drive(plan).start()
}

/** Lets healthy units arrive for some ticks. */
function healthy(driver: Driver, ticks: number, perTick = 100): Driver {
  for (let tick = 1; tick <= ticks; tick++) {
    const units = tick * perTick
    const crashes = Math.floor(units / 20)
    driver.tick(measured({ units: [units, units], crashes: [crashes, crashes] }))
  }
  return driver
}

/** What was counted while units of the treatment got lost. */
const LOST = measured({ units: [1_230, 356], crashes: [12, 3] })

it('pauses when only one variant reports', () => {
  const driver = healthy(canary(), 20)
  driver.tick(measured({ units: [2_000, 2_040], crashes: [10, 10] }))
  expect(driver.state()).toMatchObject({ name: 'paused', pausedBy: 'mismatch' })
  expect(driver.decision().rule).toContain('Only the treatment reports')
})

it('pauses when exposures of one variant get lost', () => {
  const driver = canary()
  for (let tick = 1; tick <= 60 && driver.state().name === 'running'; tick++) {
    driver.tick(measured({ units: [100 * tick, 70 * tick], crashes: [tick, tick] }))
  }
  expect(driver.state()).toMatchObject({ name: 'paused', pausedBy: 'mismatch', step: 0 })
  expect(driver.decision().rule).toContain('do not divide as planned')
})

it('pauses when units meet both variants, and not over a few', () => {
  const some = measured({ units: [3_000, 3_000], crashes: [150, 150] })
  const met = (mixed: number) => ({ ...some, units: { ...some.units, mixed } })
  expect(canary().tick(met(9)).decision().outcome).toBe('hold')
  expect(canary().tick(met(59)).decision().outcome).toBe('hold')
  const paused = canary().tick(met(61))
  expect(paused.state()).toMatchObject({ name: 'paused', pausedBy: 'mismatch' })
  expect(paused.decision().rule).toContain('61 of 6061 units met both variants')
})

it('counts anew once a person resumes it, by what comes from then on', () => {
  const driver = canary().tick(LOST)
  expect(driver.state()).toMatchObject({ pausedBy: 'mismatch', isMismatched: true })
  driver.send({ kind: 'resume', at: at + 7, by: BOB, reason: 'The tag is repaired' })
  expect(driver.decision().rule).toBe(
    'Bob resumed it, and its window begins anew, without what was counted before: The tag is repaired.',
  )
  expect(driver.state()).toMatchObject({
    name: 'running',
    countedSince: at + 7,
    isMismatched: false,
    split: { control: 0, treatment: 0 },
  })
  healthy(driver, 65)
  expect(driver.state()).toMatchObject({ name: 'running', waitsFor: 'approval' })
  expect(replay(planOf({ steps }), driver.log).every(({ isSame }) => isSame)).toBe(true)
})

it('pauses again where it is not repaired', () => {
  const driver = canary().tick(LOST).send({ kind: 'resume', at, by: BOB }).tick(LOST)
  expect(driver.state()).toMatchObject({ name: 'paused', pausedBy: 'mismatch' })
})

it('counts anew whatever it was paused by, as long as what was counted does not compare', () => {
  const plan = planOf({ steps, on: { ...PLAN.on, srm: 'hold' } })
  const driver = canary(plan).tick(LOST)
  expect(driver.state()).toMatchObject({ name: 'running', waitsFor: 'person' })
  driver.send({ kind: 'pause', at, by: BOB }).send({ kind: 'resume', at, by: BOB })
  healthy(driver, 65)
  expect(driver.state().waitsFor).toBe('approval')

  const mixed = canary(plan)
  mixed.tick(measured({ units: [1_000, 1_000], crashes: [9, 9] }, { units: unitsWith(900) }))
  expect(mixed.state().isMismatched).toBe(true)
  // There are so many others by now that a few do not matter.
  mixed.tick({ fault: 'down' })
  expect(mixed.state().isMismatched).toBe(true)
  mixed.tick(measured({ units: [1_000, 1_000], crashes: [9, 9] }, { units: unitsWith(9) }))
  expect(mixed.state().isMismatched).toBe(false)
})

it('goes on counting where a person resumes what does compare', () => {
  const driver = healthy(canary(), 10).send({ kind: 'pause', at, by: BOB })
  driver.send({ kind: 'resume', at, by: BOB })
  expect(driver.state().countedSince).toBeUndefined()
  expect(driver.state().split).toMatchObject({ control: 1_000, treatment: 1_000 })
})

it('counts anew in the next step, too, where a person advances over it', () => {
  const plan = planOf({ steps: steps.map(({ approval: _approval, ...step }) => step) })
  const driver = canary(plan)
    .tick(LOST)
    .send({ kind: 'advance', at: at + 7, by: BOB })
  expect(driver.state()).toMatchObject({ name: 'running', step: 1, countedSince: at + 7 })
  driver.tick(measured({ units: [100, 100], crashes: [1, 1] }))
  expect(driver.state().name).toBe('running')
})

function unitsWith(mixed: number) {
  return { control: 1_000, treatment: 1_000, mixed }
}
