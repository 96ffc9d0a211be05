import { expect, it } from 'vitest'
import { BOB, drive, measured } from '../testing/driver.ts'
import { NOON, planOf } from '../testing/plans.ts'
import { isLocked, stepRollout as stepOf } from './step.ts'
import { BREACH, canary, healthy } from '../testing/canary.ts'

const at = NOON

it('verifies a rollback by what clients have and by the guardrail', () => {
  const driver = healthy(canary(), 10).tick(BREACH)
  const back = measured({ units: [0, 4_000], crashes: [0, 40] })
  driver.tick(back, { clients: { connected: 5, fetched: 4 } })
  expect(driver.state().name).toBe('verifying')
  driver.tick(back, { clients: { connected: 5, fetched: 5 } })
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'verified' })
})

it.each([null, Number.NaN])(
  'keeps the control that was known where the last look before a rollback has %s for a number',
  (n) => {
    const unreadable = {
      ...measured({ units: [3_000, 3_000], crashes: [30, 30] }),
      metrics: {
        crash_rate: {
          control: { kind: 'rate', successes: 30, n: n as number },
          treatment: { kind: 'rate', successes: 30, n: 3_000 },
        },
      },
    } as const
    const driver = healthy(canary(), 10)
    const { baseline } = driver.state()
    driver.tick(unreadable)
    expect(driver.decision()).toMatchObject({
      outcome: 'no_data',
      rule: expect.stringContaining(`crash_rate.control.n is ${n}, which is no number`),
    })
    expect(driver.state().baseline).toEqual(baseline)
    driver.send({ kind: 'roll_back', at, by: BOB })
    const there = { clients: { connected: 5, fetched: 5 } }
    for (let tick = 0; tick < 40; tick++) driver.tick(unreadable, there)
    expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'unverified' })
  },
)

it('says that the flag was not the cause when the guardrail stays harmed', () => {
  const driver = healthy(canary(), 10).tick(BREACH)
  for (let tick = 0; tick < 30; tick++) {
    driver.tick(measured({ units: [0, 4_000], crashes: [0, 160] }), {
      clients: { connected: 5, fetched: 5 },
    })
  }
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'not_the_cause' })
  expect(driver.decision().rule).toContain('the flag was not the cause')
  expect(driver.commands()).toMatchObject([
    { kind: 'notify', severity: 'alarm', to: 'team checkout' },
    { kind: 'notify', severity: 'alarm', to: 'duty manager' },
  ])
})

it('does not call a rollback verified when nobody was there to say so', () => {
  const driver = healthy(canary(), 10).tick(BREACH)
  for (let tick = 0; tick < 30; tick++)
    driver.tick({ fault: 'down' }, { clients: { connected: 0, fetched: 0 } })
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'unverified' })
})

it('tells of clients that stay behind', () => {
  const driver = healthy(canary(), 10).tick(BREACH)
  const back = measured({ units: [0, 4_000], crashes: [0, 40] })
  for (let tick = 0; tick < 30; tick++) driver.tick(back, { clients: { connected: 5, fetched: 4 } })
  expect(driver.state()).toMatchObject({ verification: 'clients_behind' })
  expect(driver.decision().rule).toContain(
    '4 of 5 clients that were seen have the restored version',
  )
  expect(driver.commands()).toMatchObject([
    { text: expect.stringContaining('(4 of 5 clients') },
    {},
  ])
})

it.each([
  ['not_the_cause', 1_600],
  ['verified', 40],
  ['unverified', 'nobody'],
])(
  'lets those who have the restored version decide: %s, while one tab is asleep',
  (found, crashes) => {
    const driver = healthy(canary(), 10).tick(BREACH)
    const seen =
      typeof crashes === 'number'
        ? measured({ units: [0, 4_000], crashes: [0, crashes] })
        : measured({ units: [0, 0], crashes: [0, 0] })
    const clients = { connected: 301, fetched: 300 }
    for (let tick = 0; tick < 29; tick++) driver.tick(seen, { clients })
    // More of them may come to have it while there is time.
    expect(driver.state()).toMatchObject({ name: 'verifying' })
    driver.tick(seen, { clients })
    expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: found })
    const [message] = driver.commands()
    expect(message).toMatchObject({ text: expect.stringContaining('(300 of 301 clients') })
  },
)

it.each([
  [10, 9, 'not_the_cause'],
  [9, 8, 'clients_behind'],
  [0, 0, 'unverified'],
])('of %i clients, takes %i for: %s', (connected, fetched, found) => {
  const driver = healthy(canary(), 10).tick(BREACH)
  const harmed = measured({ units: [0, 4_000], crashes: [0, 1_600] })
  for (let tick = 0; tick < 30; tick++) driver.tick(harmed, { clients: { connected, fetched } })
  expect(driver.state().verification).toBe(found)
})

it('does not wait for the last look where every client has it', () => {
  const driver = healthy(canary(), 10).tick(BREACH)
  const back = measured({ units: [0, 4_000], crashes: [0, 40] })
  driver.tick(back, { clients: { connected: 301, fetched: 300 } })
  expect(driver.state().name).toBe('verifying')
  driver.tick(back, { clients: { connected: 301, fetched: 301 } })
  expect(driver.state()).toMatchObject({ verification: 'verified' })
})

it('tries a rollback again until it is done, and tells people that it fails', () => {
  const plan = planOf()
  const driver = healthy(canary(plan), 10)
  const failing = {
    ...driver.state(),
    name: 'rolling_back',
    pending: { kind: 'restore', version: 41 },
  } as const
  const { state, commands } = stepOf(plan, failing, {
    kind: 'failed',
    at,
    message: 'the disk is full',
  })
  expect(state).toMatchObject({ name: 'rolling_back', failures: 1, pending: { version: 41 } })
  expect(commands).toMatchObject([{ kind: 'notify', severity: 'alarm' }])
  const retried = stepOf(plan, state, {
    kind: 'tick',
    at,
    elapsedMs: 60_000,
    measurement: { fault: '' },
  })
  expect(retried.commands).toContainEqual({ kind: 'restore', version: 41 })
})

it('does not call a guardrail back that is only better than the harm it was rolled back for', () => {
  const driver = canary()
  driver.tick(measured({ units: [66, 66], crashes: [2, 40] }))
  expect(driver.state()).toMatchObject({ name: 'verifying' })
  const clients = { connected: 5, fetched: 5 }
  // Four times what the few with the control had.
  const since = measured({ units: [0, 180], crashes: [0, 23] })
  driver.tick(since, { clients })
  expect(driver.state().name).toBe('verifying')
  expect(driver.decision().guardrails).toMatchObject([{ finding: 'better' }])
  for (let tick = 1; tick < 30; tick++) driver.tick(since, { clients })
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'unverified' })
  expect(driver.decision().rule).toContain(
    'crash_rate is better than when it was rolled back, but not shown to be back',
  )
})

it('sees at the end that a harm is over where too few had the control to compare with', () => {
  for (const [before, since] of [
    [2, 4],
    [0, 0],
  ] as const) {
    const driver = canary()
    driver.tick(measured({ units: [66, 66], crashes: [before, 40] }))
    const clients = { connected: 5, fetched: 5 }
    const seen = measured({ units: [0, 180], crashes: [0, since] })
    for (let tick = 1; tick < 30; tick++) driver.tick(seen, { clients })
    expect(driver.decision().guardrails).toMatchObject([{ finding: 'better' }])
    expect(driver.state().name).toBe('verifying')
    driver.tick(seen, { clients })
    expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'verified' })
  }
})

it('locks the flag from the first moment of its rollback on', () => {
  const plan = planOf()
  const driver = healthy(canary(plan), 10)
  expect(isLocked(plan, driver.state())).toBe(false)
  driver.tick(BREACH)
  expect(driver.state().name).toBe('verifying')
  expect(isLocked(plan, driver.state())).toBe(true)
  const [back] = driver.log.slice(-2)
  expect(back?.after.name).toBe('rolling_back')
  expect(isLocked(plan, back!.after)).toBe(true)
})

it('keeps an incident open, and the flag locked, when somebody aborts its verification', () => {
  const plan = planOf({ rollback: { verifyWithinMs: 60_000, cooldownMs: 60_000 } })
  const driver = healthy(canary(plan), 10).tick(BREACH)
  driver.send({ kind: 'abort', at, by: BOB, reason: 'I know what it was' })
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'stepped_in' })
  expect(driver.decision().rule).toBe(
    'Bob took over the flag "new-checkout" while its rollback was verified; it stays as it is, and its incident is open: I know what it was.',
  )
  expect(isLocked(plan, driver.state())).toBe(true)
  driver.send({ kind: 'close', at, by: BOB, reason: 'A null in the basket.' })
  expect(isLocked(plan, driver.state())).toBe(true)
  driver.tick({ fault: 'not asked' })
  expect(isLocked(plan, driver.state())).toBe(false)
})

it('keeps an incident open when somebody aborts a rollback that could not be carried out', () => {
  const plan = planOf()
  const [back] = healthy(canary(plan), 10).tick(BREACH).log.slice(-2)
  const failed = stepOf(plan, back!.after, { kind: 'failed', at, message: 'the disk is full' })
  const { state, decision } = stepOf(plan, failed.state, { kind: 'abort', at, by: BOB })
  expect(state).toMatchObject({ name: 'aborted', pending: null })
  expect(decision.rule).toContain('its incident is open')
  expect(isLocked(plan, state)).toBe(true)
  const closed = stepOf(plan, state, { kind: 'close', at, by: BOB, reason: 'A full disk.' })
  expect(closed.decision.outcome).toBe('closed')
  expect(isLocked(plan, closed.state)).toBe(false)
})

it('has no incident to close where nothing was rolled back', () => {
  const aborted = drive(planOf()).start().send({ kind: 'abort', at, by: BOB })
  aborted.send({ kind: 'close', at, by: BOB, reason: 'What?' })
  expect(aborted.decision()).toEqual({ outcome: 'refused', rule: 'Nothing was rolled back.' })
})
