import { expect, it } from 'vitest'
import { BOB, drive, measured, type Driver } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'

const at = NOON
const HOUR_TICKS = 60
const crashes = { ...PLAN.guardrails[0]!, onRegression: 'pause' } as const
const slow = { ...crashes, metric: 'slow_rate' } as const
const steps = PLAN.steps.slice(1).map(({ approval: _approval, ...step }) => step)

/** Units of each variant, half of a tenth of which crash, and of which so many are slow. */
function look(driver: Driver, units: number, slowOnes: readonly [number, number]): Driver {
  const seen = measured({ units: [units, units], crashes: [units / 20, units / 20] })
  const [control, treatment] = slowOnes.map(
    (successes) => ({ kind: 'rate', successes, n: units }) as const,
  )
  const slow_rate = { control: control!, treatment: treatment! }
  return driver.tick({ ...seen, metrics: { ...seen.metrics, slow_rate } })
}

function resumed(guardrails = [crashes, slow], metric = 'slow_rate'): Driver {
  const driver = drive(planOf({ steps, guardrails })).start()
  if (metric === 'slow_rate') look(driver, 3_000, [30, 120])
  else driver.tick(measured({ units: [3_000, 3_000], crashes: [30, 120] }))
  expect(driver.state()).toMatchObject({ name: 'paused', pausedBy: 'regression' })
  return driver.send({ kind: 'resume', at, by: BOB, dismiss: [metric], reason: 'It is known' })
}

it('lets a person live with a harm until the next step, and says so and nothing better', () => {
  const driver = resumed()
  for (let tick = 1; tick < HOUR_TICKS; tick++) look(driver, 3_000 + 20 * tick, [30, 120])
  expect(driver.decision()).toMatchObject({
    outcome: 'hold',
    rule: 'slow_rate is worse than the control, and a person lives with it. Harm is ruled out for every other guardrail.',
  })
  look(driver, 4_200, [30, 120])
  expect(driver.decision().outcome).toBe('advance')
  expect(driver.decision().rule).toMatch(/^slow_rate is worse than the control, and a person/)
  expect(driver.state()).toMatchObject({ step: 1, dismissed: [] })
})

it('says of one that is not harmed any more that its harm is not ruled out', () => {
  const driver = look(resumed(), 3_020, [30, 45])
  expect(driver.decision().rule).toMatch(/^It is not ruled out that slow_rate is worse, and a pers/)
  expect(look(driver, 9_000, [450, 450]).decision().rule).toBe(
    'Harm is ruled out for every guardrail.',
  )
})

it('claims nothing of others where there are none', () => {
  const driver = resumed([crashes], 'crash_rate')
  driver.tick(measured({ units: [3_100, 3_100], crashes: [30, 120] }))
  expect(driver.decision().rule).toBe(
    'crash_rate is worse than the control, and a person lives with it.',
  )
})

it('refuses to live with what is no guardrail', () => {
  const driver = resumed().send({ kind: 'pause', at, by: BOB })
  driver.send({ kind: 'resume', at, by: BOB, dismiss: ['crash_rte'] })
  expect(driver.decision()).toMatchObject({
    outcome: 'refused',
    rule: 'There is no guardrail "crash_rte".',
  })
})
