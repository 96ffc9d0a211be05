import { expect } from 'vitest'
import type { PlanDocument } from '../plan/plan-schema.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { drive, measured, type Driver } from './driver.ts'
import { PLAN, planOf } from './plans.ts'

export const HOUR_TICKS = 60

/** Drives through the staff step into the canary. */
export function canary(plan: RolloutPlan = planOf()): Driver {
  const driver = drive(plan).start()
  for (let tick = 0; tick < HOUR_TICKS; tick++) driver.tick({ fault: 'not asked' })
  expect(driver.state().step).toBe(1)
  return driver
}

/** Lets healthy units arrive for some ticks. */
export function healthy(driver: Driver, ticks: number, perTick = 100, from = 0): Driver {
  for (let tick = 1; tick <= ticks; tick++) {
    const units = (from + tick) * perTick
    const crashes = Math.floor(units / 20)
    driver.tick(measured({ units: [units, units], crashes: [crashes, crashes] }))
  }
  return driver
}

/** The steps of the plan, none of which asks for an approval. */
export function withoutApproval(): PlanDocument['steps'] {
  return PLAN.steps.map(({ approval: _approval, ...step }) => step)
}

/** Four times as many crashes in the treatment. */
export const BREACH = measured({ units: [3_000, 3_000], crashes: [30, 120] })
