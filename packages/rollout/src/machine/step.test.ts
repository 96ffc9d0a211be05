import { expect, it } from 'vitest'
import { ANN, BOB, drive, measured } from '../testing/driver.ts'
import { HOUR_MS, NOON, PLAN, planOf } from '../testing/plans.ts'
import { draftState } from './state.ts'
import { isLocked, stepRollout as stepOf } from './step.ts'
import { BREACH, canary, healthy, HOUR_TICKS, withoutApproval } from '../testing/canary.ts'

const at = NOON

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

it('names who changed the flag, until somebody resumes', () => {
  const message = 'Bob turned it off.'
  const driver = healthy(canary(), 10)
  driver.send({ kind: 'stepped_in', at, by: BOB, version: 50, message, isGone: false })
  expect(driver.state().intruder).toEqual(BOB)
  expect(driver.commands()).toMatchObject([
    { text: expect.stringContaining('"new-checkout": Version 50: Bob turned') },
  ])
  driver.send({ kind: 'resume', at, by: ANN })
  expect(driver.state().intruder).toBeNull()
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
