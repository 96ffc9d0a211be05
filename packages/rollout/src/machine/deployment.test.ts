import { expect, it } from 'vitest'
import type { RolloutState } from './state.ts'
import { stepRollout } from './step.ts'
import { postMortem } from '../papers/post-mortem.ts'
import { BOB, drive, measured, type Driver } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'

const HOOK = { url: 'https://deploy.example/back', timeoutMs: 5 * 60_000 }
const there = { clients: { connected: 5, fetched: 5 } }
const back = measured({ units: [0, 4_000], crashes: [0, 40] })
const harmed = measured({ units: [0, 4_000], crashes: [0, 1_600] })
const acknowledged = { kind: 'hook', at: NOON + 9, outcome: 'acknowledged' } as const
const told = { kind: 'hook', at: NOON, outcome: 'told' } as const
const refused = { kind: 'hook', at: NOON, outcome: 'refused', message: 'it answered 500' } as const

const planWith = (hook = HOOK) =>
  planOf({
    steps: PLAN.steps.slice(1),
    rollback: { verifyWithinMs: 30 * 60_000, cooldownMs: 3_600_000, hook },
  })

/** Rolled back by its guardrail, with a deployment that has to go back too. */
function goingBack(plan = planWith(), isTold = true): Driver {
  const driver = drive(plan)
    .start()
    .tick(measured({ units: [4_000, 4_000], crashes: [40, 1_600] }))
  expect(driver.state()).toMatchObject({ name: 'verifying', hook: 'waiting' })
  return isTold ? driver.send(told) : driver
}

function look(driver: Driver, ticks: number, seen = back, more: object = there): Driver {
  for (let tick = 0; tick < ticks; tick++) driver.tick(seen, more)
  return driver
}

it('waits for the deployment to say that it went back', () => {
  const driver = look(goingBack(), 2)
  expect(driver.state()).toMatchObject({ name: 'verifying', hook: 'waiting' })
  expect(driver.decision().rule).toContain('the deployment has not said yet that it went back too')
  driver.send(acknowledged).tick(back, there)
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'verified' })
  expect(driver.decision().rule).toContain('the deployment went back too')
})

it('takes back that the deployment went back, while that is verified', () => {
  const driver = goingBack().send(acknowledged)
  expect(driver.state().deployedMs).toBe(0)
  driver.send(refused)
  expect(driver.state()).toMatchObject({ name: 'verifying', hook: 'refused', deployedMs: null })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', severity: 'alarm' }])
  look(driver, 30, back)
  expect(driver.state().verification).toBe('not_deployed')
})

it('names who says it for the deployment, and what they say', () => {
  const driver = goingBack().send({ ...acknowledged, by: BOB, message: 'I saw it' })
  expect(driver.decision().rule).toContain('Bob says that the deployment went back too: I saw it.')
  driver.send({ ...refused, by: BOB, message: 'I was wrong' })
  const rule = 'Bob says that the deployment did not go back: I was wrong.'
  expect(driver.decision().rule).toBe(rule)
  expect(driver.commands()[0]).toMatchObject({ text: expect.stringContaining(rule) })
})

it('says in the log that the deployment is late, and tells people once', () => {
  const driver = look(goingBack(), 5)
  expect(driver.state().hook).toBe('timed_out')
  expect(driver.commands()).toMatchObject([{ kind: 'notify', severity: 'alarm' }])
  expect(driver.decision()).toMatchObject({
    outcome: 'failed',
    rule: expect.stringContaining('has not said within 5 minutes that it did. Verifying, for 25'),
  })
  driver.tick(back, there)
  expect(driver.commands()).toEqual([])
  expect(driver.decision().rule).toContain('the deployment has not said that it went back too')
})

it('gives the deployment its time from when word was sent to it, and waits for that', () => {
  const driver = look(goingBack(planWith(), false), 40)
  expect(driver.state()).toMatchObject({ name: 'verifying', hook: 'waiting', toldMs: null })
  expect(driver.decision().rule).toContain('no word was sent to the deployment yet')
  driver.send(told)
  expect(driver.decision()).toMatchObject({ outcome: 'noted' })
  look(driver, 4)
  expect(driver.state()).toMatchObject({ hook: 'waiting', toldMs: 4 * 60_000 })
  look(driver, 1)
  expect(driver.state()).toMatchObject({ hook: 'timed_out', verification: 'not_deployed' })
})

it('counts from the restore where an earlier release has told the deployment', () => {
  const { toldMs: _toldMs, ...earlier } = goingBack().state()
  let state: RolloutState = earlier
  const tick = { kind: 'tick', at: NOON, elapsedMs: 60_000, measurement: back } as const
  for (let look = 1; look <= 5; look++) ({ state } = stepRollout(planWith(), state, tick))
  expect(state).toMatchObject({ hook: 'timed_out' })
  expect(state).not.toHaveProperty('toldMs')
})

it.each([
  ['the guardrail is back', back, [] as const],
  ['the guardrail is still bad', harmed, [] as const],
  ['it has refused to', back, [refused]],
])(
  'says that the deployment is missing, and not that all is told, where %s',
  (_, seen, answers) => {
    const driver = goingBack()
    for (const answer of answers) driver.send(answer)
    look(driver, 30, seen)
    expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'not_deployed' })
    const [message] = driver.commands()
    expect(message).toMatchObject({ kind: 'notify', severity: 'alarm' })
    expect(JSON.stringify(message)).toContain('the deployment is not known to have gone back too')
    expect(JSON.stringify(message)).not.toMatch(/too little was seen|not the cause/)
    expect(postMortem(planWith(), driver.log)).toContain(
      '| did it help? | The flag was restored, but the deployment is not known',
    )
  },
)

it('tells first of clients that still show the treatment', () => {
  const driver = look(goingBack(), 30, back, { clients: { connected: 5, fetched: 4 } })
  expect(driver.state().verification).toBe('clients_behind')
})

it('verifies anew, by what comes from then on, once the deployment has said so after all', () => {
  const driver = look(goingBack(), 30, harmed).send(acknowledged)
  expect(driver.state()).toMatchObject({
    name: 'verifying',
    verification: null,
    countedSince: acknowledged.at,
  })
  expect(driver.decision().rule).toContain('verified from now on')
  look(driver, 1, harmed)
  expect(driver.state().name).toBe('verifying')
  look(driver, 1)
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'verified' })
  expect(postMortem(planWith(), driver.log)).toContain('| did it help? | The flag was restored, cl')
})

it('gives the guardrails the whole window once the deployment went back', () => {
  const driver = look(goingBack(), 29, harmed).send(acknowledged)
  look(driver, 29, harmed)
  expect(driver.state().name).toBe('verifying')
  look(driver, 1, harmed)
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'not_the_cause' })
})

it('lets the deployment have its time, also where that is longer than the window', () => {
  const driver = look(goingBack(planWith({ ...HOOK, timeoutMs: 40 * 60_000 })), 39, harmed)
  expect(driver.state()).toMatchObject({ name: 'verifying', hook: 'waiting' })
  look(driver, 1, harmed)
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'not_deployed' })
  // One message of one look, to whoever was told by now.
  expect(driver.commands()).toMatchObject([{ to: 'team checkout' }, { to: 'duty manager' }])
})

it('leaves a closed incident closed, whatever the deployment says later', () => {
  const close = { kind: 'close', at: NOON, by: BOB, reason: 'It was the cache.' } as const
  const driver = look(goingBack(), 30).send(close).send(acknowledged)
  expect(driver.state()).toMatchObject({
    name: 'rolled_back',
    hook: 'acknowledged',
    verification: 'not_deployed',
  })
})
