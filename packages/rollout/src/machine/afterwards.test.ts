import { expect, it } from 'vitest'
import { ANN, BOB, drive, measured, type Driver } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'
import type { RolloutPlan } from '../plan/plan.ts'

const WINDOW_TICKS = 30
const there = { clients: { connected: 5, fetched: 5 } }
const steps = PLAN.steps.slice(1)
const plan = planOf({ steps })
const guardrail = PLAN.guardrails[0]!

type Count = readonly [crashes: number, units: number]

/** Rolls back: by the guardrail where the treatment crashed, else by a person. */
function rolledBack(of: RolloutPlan, before: Count, treatment?: Count): Driver {
  const [crashes, units] = before
  const [harmed, had] = treatment ?? before
  const driver = drive(of)
    .start()
    .tick(measured({ units: [units, had], crashes: [crashes, harmed] }))
  if (treatment === undefined) driver.send({ kind: 'roll_back', at: NOON, by: BOB })
  expect(driver.state().name).toBe('verifying')
  return driver
}

/** Looks at the same numbers until the window ends. */
function lastLook(driver: Driver, [crashes, units]: Count, more: object = {}): Driver {
  const seen = measured({ units: [0, units], crashes: [0, crashes] }, more)
  for (let tick = 0; tick < WINDOW_TICKS; tick++) driver.tick(seen, there)
  expect(driver.state().name).toBe('rolled_back')
  return driver
}

it.each([
  ['some since where none of a few had crashed before', [0, 66], [40, 66], [3, 180]],
  ['a little more than of the few before, by chance', [2, 66], [40, 66], [6, 180]],
  ['none again', [0, 66], [40, 66], [0, 60]],
  [
    'none since where none had crashed before, and a person rolled back',
    [0, 66],
    undefined,
    [0, 180],
  ],
  ['hardly any since, and a person rolled back', [2, 66], undefined, [4, 180]],
] as const)('sees that a guardrail is back by %s', (_, before, treatment, since) => {
  const driver = lastLook(rolledBack(plan, before, treatment), since)
  expect(driver.state().verification).toBe('verified')
})

it.each([
  ['more than none of a few may have meant', [0, 66], [40, 66], [23, 180]],
  ['none of very few', [0, 66], undefined, [0, 12]],
  ['some where none of many had crashed before', [0, 3_000], undefined, [2, 180]],
  ['what is not less than the harm, of few', [0, 66], [40, 66], [2, 6]],
] as const)('does not call a guardrail back by %s', (_, before, treatment, since) => {
  const driver = lastLook(rolledBack(plan, before, treatment), since)
  expect(driver.state().verification).toBe('unverified')
})

it('counts few events exactly, whatever the test of the guardrail', () => {
  const many = planOf({ steps, guardrails: [{ ...guardrail, test: 'asymptotic_cs' }] })
  const driver = rolledBack(many, [12, 600], [200, 600])
  // Nine crashes would have been expected, and the test of the guardrail begins at ten.
  expect(lastLook(driver, [0, 28]).state().verification).toBe('verified')
  expect(lastLook(rolledBack(many, [0, 66]), [20, 180]).state().verification).toBe('unverified')
})

it('does not take nobody for none', () => {
  const nobody = lastLook(rolledBack(plan, [0, 66], [40, 66]), [0, 0])
  expect(nobody.state().verification).toBe('unverified')
  expect(nobody.decision().rule).toContain('Nobody was seen since')
  const alone = lastLook(rolledBack(plan, [0, 0]), [0, 180])
  expect(alone.state().verification).toBe('unverified')
  expect(alone.decision().rule).toContain('Nobody with the control was seen before')
})

it('does not call back what was never watched', () => {
  const driver = drive(plan).start().send({ kind: 'roll_back', at: NOON, by: BOB })
  lastLook(driver, [0, 180])
  expect(driver.state().verification).toBe('unverified')
  expect(driver.decision().rule).toContain('no guardrail was watched')
})

it('believes nothing that may be made up', () => {
  const driver = rolledBack(plan, [0, 66], [40, 66])
  lastLook(driver, [0, 180], { suspect: 'one key floods it.' })
  expect(driver.state().verification).toBe('unverified')
  expect(driver.decision().rule).toContain('The data is suspect: one key floods it')
})

it.each([
  ['not_the_cause', 'unverified', [5, 900], [0.2, 880]],
  ['verified', 'unverified', [0.1, 900], [5, 880]],
  ['not_the_cause', 'not_the_cause', [9, 900], [5, 880]],
  ['verified', 'verified', [0.1, 900], [0.2, 880]],
] as const)('takes %s for %s where a handful is left out', (whole, found, all, others) => {
  const amount = ([mean, n]: readonly [number, number]) =>
    ({ kind: 'mean', n, mean, variance: 0.2 }) as const
  const seen = (treatment: readonly [number, number], more: object = {}) => {
    const counts = { units: [900, 900], crashes: [0, 0] } as const
    const reading = { control: amount([0.2, 900]), treatment: amount(treatment), ...more }
    return measured(counts, { metrics: { crash_rate: reading } })
  }
  const sums = planOf({ steps, guardrails: [{ ...guardrail, test: 'asymptotic_cs' }] })
  for (const [more, end] of [
    [{}, whole],
    [{ without: { units: 20, control: amount(others), treatment: amount(others) } }, found],
  ] as const) {
    const driver = drive(sums)
      .start()
      .tick(seen([6, 900]))
    expect(driver.state().name).toBe('verifying')
    for (let tick = 0; tick < WINDOW_TICKS; tick++) driver.tick(seen(all, more), there)
    expect(driver.state().verification).toBe(end)
  }
})

it('says what it has seen, and for how long it looks on', () => {
  const driver = rolledBack(plan, [0, 66], [40, 66])
  driver.tick(measured({ units: [0, 180], crashes: [0, 3] }), there)
  expect(driver.decision().rule).toBe(
    'Verifying, for 29 minutes more at most: every client that was seen has the restored version, 5 of 5; crash_rate is better than when it was rolled back, but not shown to be back: 3 of 180 since, 0 of 66 with the control before, 40 of 66 with the treatment.',
  )
})

it('keeps what the control did out of doubt as what to come back to', () => {
  const driver = drive(plan).start()
  driver.tick(measured({ units: [66, 66], crashes: [1, 1] }))
  driver.tick(measured({ units: [90, 900], crashes: [90, 1] }, { suspect: 'one key floods it.' }))
  driver.send({ kind: 'roll_back', at: NOON, by: ANN })
  expect(driver.state().incident?.baseline['crash_rate']).toMatchObject({ successes: 1, n: 66 })
})
