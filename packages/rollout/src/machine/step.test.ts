import { expect, it } from 'vitest'
import { ANN, BOB, drive, measured, type Driver } from '../testing/driver.ts'
import type { PlanDocument } from '../plan/plan-schema.ts'
import { HOUR_MS, NOON, PLAN, planOf } from '../testing/plans.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { draftState } from './state.ts'
import { isLocked, stepRollout as stepOf } from './step.ts'

const at = NOON
const HOUR_TICKS = 60

/** Drives through the staff step into the canary. */
function canary(plan: RolloutPlan = planOf()): Driver {
  const driver = drive(plan).start()
  for (let tick = 0; tick < HOUR_TICKS; tick++) driver.tick({ fault: 'not asked' })
  expect(driver.state().step).toBe(1)
  return driver
}

/** Lets healthy units arrive for some ticks. */
function healthy(driver: Driver, ticks: number, perTick = 100, from = 0): Driver {
  for (let tick = 1; tick <= ticks; tick++) {
    const units = (from + tick) * perTick
    const crashes = Math.floor(units / 20)
    driver.tick(measured({ units: [units, units], crashes: [crashes, crashes] }))
  }
  return driver
}

function withoutApproval(): PlanDocument['steps'] {
  return PLAN.steps.map(({ approval: _approval, ...step }) => step)
}

const BREACH = measured({ units: [3_000, 3_000], crashes: [30, 120] })

it('widens step by step, and waits for an approval by somebody else', () => {
  const driver = canary()
  expect(driver.shareBps()).toBe(100)
  healthy(driver, HOUR_TICKS)
  expect(driver.state()).toMatchObject({ name: 'running', step: 1, waitsFor: 'approval' })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', severity: 'info' }])
  driver.send({ kind: 'approve', at, by: ANN, step: 'tenth' })
  expect(driver.decision()).toMatchObject({ outcome: 'refused' })
  expect(driver.decision().rule).toContain('Nobody approves their own rollout')
  driver.send({ kind: 'approve', at, by: BOB, step: 'tenth' })
  healthy(driver, 1, 100, HOUR_TICKS)
  expect(driver.state()).toMatchObject({ step: 2, heldMs: 0 })
  expect(driver.shareBps()).toBe(1_000)
})

it('goes through to the end, and is complete', () => {
  const driver = canary(planOf({ steps: withoutApproval() }))
  healthy(driver, HOUR_TICKS)
  expect(driver.state().step).toBe(2)
  healthy(driver, HOUR_TICKS, 100, HOUR_TICKS)
  expect(driver.state().step).toBe(3)
  for (let tick = 1; tick <= HOUR_TICKS; tick++) {
    const units = tick * 100
    driver.tick(
      measured({
        units: [units, 4 * units],
        crashes: [units / 20, units / 5].map(Math.floor) as [number, number],
      }),
    )
  }
  expect(driver.state().step).toBe(4)
  driver.tick({ fault: 'not asked' })
  expect(driver.state().name).toBe('completed')
})

it('does not go on before its hold is over, however much data there is', () => {
  const driver = healthy(canary(), HOUR_TICKS - 1, 10_000)
  expect(driver.state()).toMatchObject({ step: 1, waitsFor: null })
})

it('rolls back at the first look that shows harm', () => {
  const driver = healthy(canary(), 10)
  driver.tick(BREACH)
  expect(driver.decision()).toMatchObject({ outcome: 'roll_back' })
  expect(driver.decision().guardrails?.[0]).toMatchObject({ finding: 'harmed' })
  expect(driver.shareBps()).toBe(0)
  expect(driver.state()).toMatchObject({ name: 'verifying', alarm: { told: 1 } })
})

it('rolls back at the next look when one variant has none, whatever the test of the guardrail', () => {
  const guardrail = { ...PLAN.guardrails[0]!, test: 'asymptotic_cs' } as const
  const steps = PLAN.steps.slice(1)
  const none = drive(planOf({ steps, guardrails: [guardrail] })).start()
  none.tick(measured({ units: [600, 600], crashes: [0, 0] }))
  expect(none.decision()).toMatchObject({
    outcome: 'hold',
    guardrails: [{ finding: 'too_little' }],
  })
  none.tick(measured({ units: [600, 600], crashes: [0, 200] }))
  expect(none.decision()).toMatchObject({
    outcome: 'roll_back',
    guardrails: [{ finding: 'harmed', method: 'event_count_sequential' }],
  })
  const wanted = { ...guardrail, direction: 'higher_is_better' } as const
  const gone = drive(planOf({ steps, guardrails: [wanted] })).start()
  gone.tick(measured({ units: [600, 600], crashes: [200, 0] }))
  expect(gone.decision()).toMatchObject({
    outcome: 'roll_back',
    guardrails: [{ finding: 'harmed', method: 'asymptotic_cs' }],
  })
})

it('rolls back while it is paused by a person, but not what a person has changed', () => {
  const paused = healthy(canary(), 10).send({ kind: 'pause', at, by: BOB })
  expect(paused.tick(BREACH).state().name).toBe('verifying')

  const theirs = healthy(canary(), 10).send({
    kind: 'stepped_in',
    at,
    version: 50,
    message: 'Bob changed the flag.',
    isGone: false,
  })
  theirs.tick(BREACH)
  expect(theirs.state()).toMatchObject({ name: 'paused', pausedBy: 'stepped_in' })
  expect(theirs.decision().outcome).toBe('regression')
})

it('holds without data, tells people once, and goes on by itself when it is back', () => {
  const driver = healthy(canary(), 30)
  const held = driver.state().heldMs
  let told = 0
  for (let tick = 0; tick < 30; tick++) {
    driver.tick({ fault: 'the event store is down' })
    told += driver
      .commands()
      .filter(
        (command) =>
          'severity' in command && command.severity === 'alarm' && command.text.includes('holds'),
      ).length
  }
  expect(driver.decision()).toMatchObject({ outcome: 'no_data' })
  expect(driver.decision().rule).toContain('the event store is down')
  expect(driver.state().heldMs).toBe(held)
  expect(told).toBe(2) // the first at once, and the next person after a quarter of an hour
  healthy(driver, 31, 100, 30)
  expect(driver.state().waitsFor).toBe('approval')
})

it('does not count time in which no new unit came', () => {
  const driver = healthy(canary(), 20)
  const stale = measured({ units: [2_000, 2_000], crashes: [100, 100] })
  for (let tick = 0; tick < 200; tick++) driver.tick(stale)
  expect(driver.state().step).toBe(1)
  expect(driver.decision().rule).toMatch(/No new unit has met the (control|treatment) for/)
})

it.each([NaN, Infinity, -1, 1.5])('holds on a count of %s', (value) => {
  const driver = healthy(canary(), 20)
  driver.tick(measured({ units: [value, 500], crashes: [1, 1] }))
  expect(driver.decision().outcome).toBe('no_data')
  driver.tick(measured({ units: [2_100, 2_100], crashes: [value, 1] }))
  expect(driver.decision().outcome).toBe('no_data')
  expect(driver.state().name).toBe('running')
})

it('does what the plan says when a step has waited long enough and nothing is clear', () => {
  for (const [action, name] of [
    ['hold', 'running'],
    ['pause', 'paused'],
    ['roll_back', 'verifying'],
  ] as const) {
    const driver = canary(planOf({ on: { inconclusive: action, noData: 'hold', srm: 'pause' } }))
    // Enough units, and so few crashes that twice as many is not ruled out.
    for (let tick = 1; tick <= 6 * HOUR_TICKS; tick++) {
      driver.tick(measured({ units: [600 + tick, 600 + tick], crashes: [1, 1] }))
    }
    expect(driver.state()).toMatchObject({ name, ...(action !== 'roll_back' && { step: 1 }) })
    expect(driver.shareBps()).toBe(action === 'roll_back' ? 0 : 100)
  }
})

it('counts a gap as three ticks at most, and never backwards', () => {
  const driver = healthy(canary(), 20)
  const { heldMs } = driver.state()
  const measurement = measured({ units: [2_100, 2_100], crashes: [100, 100] })
  driver.tick(measurement, { elapsedMs: 100 * HOUR_MS })
  expect(driver.state().heldMs).toBe(heldMs + 3 * 60_000)
  for (const elapsedMs of [-HOUR_MS, NaN]) driver.tick(measurement, { elapsedMs })
  expect(driver.state().heldMs).toBe(heldMs + 3 * 60_000)
})

it('raises nothing during a freeze, by itself or by hand', () => {
  const plan = planOf({
    steps: withoutApproval(),
    freezes: [{ startsAt: NOON + 90 * 60_000, endsAt: NOON + 200 * 60_000, reason: 'the sale' }],
  })
  const driver = healthy(canary(plan), 80)
  expect(driver.state()).toMatchObject({ step: 1, waitsFor: 'thaw' })
  driver.send({ kind: 'advance', at: NOON + 120 * 60_000, by: BOB })
  expect(driver.decision()).toMatchObject({ outcome: 'refused' })
  expect(driver.decision().rule).toContain('the sale')
  healthy(driver, 80, 100, 80)
  expect(driver.state().step).toBe(2)
})

it('verifies a rollback by what clients have and by the guardrail', () => {
  const driver = healthy(canary(), 10).tick(BREACH)
  const back = measured({ units: [0, 4_000], crashes: [0, 40] })
  driver.tick(back, { clients: { connected: 5, fetched: 4 } })
  expect(driver.state().name).toBe('verifying')
  driver.tick(back, { clients: { connected: 5, fetched: 5 } })
  expect(driver.state()).toMatchObject({ name: 'rolled_back', verification: 'verified' })
})

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

it('decides a raise anew that could not be carried out', () => {
  const plan = planOf()
  const begun = stepOf(plan, draftState(ANN), { kind: 'start', at, by: ANN, versionBefore: 41 })
  const { state } = stepOf(plan, begun.state, { kind: 'failed', at, message: 'the disk is full' })
  expect(state).toMatchObject({ name: 'running', step: -1, pending: null })
  const tick = { kind: 'tick', at, elapsedMs: 60_000, measurement: { fault: '' } } as const
  expect(stepOf(plan, state, tick).commands).toMatchObject([{ kind: 'set_share', step: 0 }])
})

it('locks the flag until the incident is closed with a reason and has cooled down', () => {
  const plan = planOf({ rollback: { verifyWithinMs: 60_000, cooldownMs: HOUR_MS } })
  const driver = healthy(canary(plan), 10).tick(BREACH).tick({ fault: 'down' })
  expect(driver.state().name).toBe('rolled_back')
  driver.send({ kind: 'close', at, by: BOB })
  expect(driver.decision().outcome).toBe('refused')
  driver.send({ kind: 'close', at, by: BOB, reason: 'A null in the basket.' })
  expect(isLocked(plan, driver.state())).toBe(true)
  for (let tick = 0; tick < 60; tick++) driver.tick({ fault: 'not asked' })
  expect(isLocked(plan, driver.state())).toBe(false)
})

it('sets its share again after a person stepped in, because a person resumes it', () => {
  const driver = healthy(canary(), 10)
  const kill = {
    kind: 'stepped_in',
    at,
    version: 50,
    message: 'Bob turned it off.',
    isGone: false,
  } as const
  driver.send(kill)
  expect(driver.state()).toMatchObject({ name: 'paused', pausedBy: 'stepped_in', approvals: {} })
  driver.send({ kind: 'resume', at, by: BOB })
  expect(driver.commands()).toMatchObject([{ kind: 'set_share', step: 1, shareBps: 100 }])
  expect(driver.state()).toMatchObject({ name: 'running', heldMs: 0 })
})

it('ends when the flag is archived', () => {
  const driver = healthy(canary(), 10)
  driver.send({
    kind: 'stepped_in',
    at,
    version: 50,
    message: 'The flag was archived.',
    isGone: true,
  })
  expect(driver.state().name).toBe('aborted')
})

it('believes no data that is suspect, and tells people at once what it would say', () => {
  const driver = healthy(canary(), 10)
  const { heldMs, baseline } = driver.state()
  const suspect = { ...BREACH, suspect: 'one key sent 90 % of the crashes.' }
  driver.tick(suspect)
  expect(driver.decision()).toMatchObject({
    outcome: 'no_data',
    rule: 'The data is suspect: one key sent 90 % of the crashes. As it came, crash_rate is worse than the control, beyond chance.',
  })
  expect(driver.state()).toMatchObject({ name: 'running', waitsFor: 'person', heldMs, baseline })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', severity: 'alarm' }])
  expect(driver.tick(suspect).commands()).toEqual([])
})

it('does with suspect data what the plan says for none', () => {
  const on = { ...PLAN.on, noData: 'roll_back' as const }
  const driver = healthy(canary(planOf({ on })), 10)
  const well = measured({ units: [3_000, 3_000], crashes: [150, 150] })
  driver.tick({ ...well, suspect: 'one key floods it.' })
  expect(driver.state().name).toBe('verifying')
})

const reading = (control: number, treatment: number, n = 3_000) => ({
  control: { kind: 'rate' as const, successes: control, n },
  treatment: { kind: 'rate' as const, successes: treatment, n },
})

it('believes no harm that a handful of units alone shows, and says so at once', () => {
  const without = { units: 10, ...reading(29, 31, 2_990) }
  const seen = { ...BREACH, metrics: { crash_rate: { ...reading(30, 120), without } } }
  const driver = healthy(canary(), 10).tick(seen)
  expect(driver.decision()).toMatchObject({
    outcome: 'no_data',
    rule: 'The data is suspect: crash_rate is worse by no more than 10 units: without them, and without whoever does as much, no harm is shown. Somebody may have made them up. Find out who they are; whoever pauses and resumes the rollout says that what came until then is good.',
    guardrails: [{ finding: 'suspect', method: 'event_count_sequential' }],
  })
  expect(driver.state()).toMatchObject({ name: 'running', waitsFor: 'person' })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', severity: 'alarm' }])
  // A harm that does not need them is one.
  const harmed = { units: 10, ...reading(29, 110, 2_990) }
  driver.tick({ ...seen, metrics: { crash_rate: { ...reading(30, 120), without: harmed } } })
  expect(driver.state().name).toBe('verifying')
  const on = { ...PLAN.on, noData: 'roll_back' as const }
  expect(
    healthy(canary(planOf({ on })), 10)
      .tick(seen)
      .state().name,
  ).toBe('verifying')
})

const [OWN] = PLAN.guardrails
const TWO = planOf({ guardrails: [OWN!, { ...OWN!, metric: 'of_servers' }] })

it('believes a guardrail of other people while the rest is suspect', () => {
  const suspect = 'one key floods it.'
  const metrics = {
    crash_rate: reading(150, 900),
    of_servers: { ...reading(30, 30), isApart: true } as const,
  }
  const driver = canary(TWO).tick({ ...BREACH, metrics, suspect })
  expect(driver.decision()).toMatchObject({ outcome: 'no_data' })
  expect(driver.state().baseline).toEqual({ of_servers: metrics.of_servers.control })
  const broken = { ...reading(30, 120), isApart: true } as const
  driver.tick({ ...BREACH, metrics: { ...metrics, of_servers: broken }, suspect })
  expect(driver.state()).toMatchObject({ name: 'verifying', incident: { metric: 'of_servers' } })
})

it('watches whether the people of such a guardrail divide as planned', () => {
  const { control } = reading(30, 30)
  const treatment = { kind: 'rate', successes: 8, n: 800 } as const
  const own = { control, treatment, isApart: true } as const
  const driver = canary(TWO)
  driver.tick({ ...BREACH, metrics: { crash_rate: reading(30, 30), of_servers: own } })
  expect(driver.state().name).toBe('paused')
  expect(driver.decision().rule).toBe(
    'Of those whom of_servers counts: Units do not divide as planned: 3000 met the control and 800 the treatment, of which 50 % was planned.',
  )
})

it('remembers until when a person has found the data good', () => {
  const driver = healthy(canary(), 10).send({ kind: 'pause', at, by: BOB })
  driver.send({ kind: 'resume', at: at + 5, by: BOB })
  expect(driver.state().trustedUntil).toBe(at + 5)
})

it('names who changed the flag, until somebody resumes', () => {
  const message = 'Bob turned it off.'
  const driver = healthy(canary(), 10)
  driver.send({ kind: 'stepped_in', at, by: BOB, version: 50, message, isGone: false })
  expect(driver.state().intruder).toEqual(BOB)
  expect(driver.commands()).toMatchObject([
    { text: expect.stringContaining('"new-checkout" was changed by Bob. Version 50: Bob turned') },
  ])
  driver.send({ kind: 'resume', at, by: ANN })
  expect(driver.state().intruder).toBeNull()
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

const BY_BOB = { at, version: 50, message: 'Bob turned it off.', isGone: false } as const

it('sets nothing again without the approvals that stepping in has made void', () => {
  const driver = healthy(canary(), HOUR_TICKS).send({ kind: 'approve', at, by: BOB, step: 'tenth' })
  healthy(driver, 1, 100, HOUR_TICKS)
  expect(driver.state().step).toBe(2)
  driver.send({ kind: 'stepped_in', ...BY_BOB })
  for (const kind of ['resume', 'advance'] as const) {
    driver.send({ kind, at, by: ANN })
    expect(driver.decision()).toEqual({
      outcome: 'refused',
      rule: '"tenth" is set again when somebody else than Ann approves it anew (the owner): somebody changed the flag since, so what was approved is void.',
    })
  }
  driver.send({ kind: 'approve', at, by: ANN, step: 'tenth' })
  expect(driver.decision().rule).toContain('Nobody approves their own rollout')
  driver.send({ kind: 'approve', at, by: BOB, step: 'tenth' })
  driver.send({ kind: 'resume', at, by: ANN })
  expect(driver.commands()).toMatchObject([{ kind: 'set_share', step: 2, shareBps: 1_000 }])
})

it('goes past no step whose approval is void, also where the next one asks for none', () => {
  const driver = healthy(canary(), HOUR_TICKS).send({ kind: 'approve', at, by: BOB, step: 'tenth' })
  healthy(driver, 1, 100, HOUR_TICKS)
  healthy(driver, HOUR_TICKS, 100, HOUR_TICKS + 1)
  expect(driver.state().step).toBe(3)
  driver.send({ kind: 'stepped_in', ...BY_BOB })
  for (const kind of ['resume', 'advance'] as const)
    expect(driver.send({ kind, at, by: ANN }).decision().outcome).toBe('refused')
  driver.send({ kind: 'approve', at, by: BOB, step: 'tenth' })
  driver.send({ kind: 'resume', at, by: ANN })
  expect(driver.commands()).toMatchObject([{ kind: 'set_share', step: 3, shareBps: 8_000 }])
})

it('sets nothing again during a freeze, and begins to watch again what is still set', () => {
  const startsAt = NOON + 1.5 * HOUR_MS
  const freezes = [{ startsAt, endsAt: NOON + 9 * HOUR_MS, reason: 'the sale' }]
  const driver = healthy(canary(planOf({ freezes })), 10)
  const later = NOON + 2 * HOUR_MS
  driver.send({ kind: 'pause', at: later, by: BOB }).send({ kind: 'resume', at: later, by: BOB })
  expect(driver.state()).toMatchObject({ name: 'running', pending: null })
  driver.send({ kind: 'stepped_in', ...BY_BOB })
  driver.send({ kind: 'resume', at: later, by: BOB })
  expect(driver.decision()).toEqual({
    outcome: 'refused',
    rule: 'Nothing rises during a freeze: the sale.',
  })
  driver.send({ kind: 'resume', at: NOON + 9 * HOUR_MS, by: BOB })
  expect(driver.commands()).toMatchObject([{ kind: 'set_share', step: 1, shareBps: 100 }])
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
