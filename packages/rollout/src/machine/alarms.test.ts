import { expect, it } from 'vitest'
import { BOB, drive, measured, type Driver } from '../testing/driver.ts'
import { HOUR_MS, NOON, PLAN, planOf } from '../testing/plans.ts'

/** Team at once, duty after four minutes, the manager after an hour. */
const people = [
  { name: 'team' },
  { name: 'duty', afterMs: 4 * 60_000 },
  { name: 'manager', afterMs: 60 * 60_000 },
]
const down = { fault: 'the event store is down' }
const there = { clients: { connected: 5, fetched: 4 } }
const hook = { url: 'https://deploy.example/back', timeoutMs: 2 * 60_000 }
const plan = planOf({
  steps: PLAN.steps.slice(1),
  people,
  silenceMs: 60_000,
  rollback: { verifyWithinMs: 30 * 60_000, cooldownMs: 0, hook },
})

/** Who was told what by the last event. */
function told(driver: Driver): string[] {
  return driver
    .commands()
    .flatMap((command) => (command.kind === 'notify' ? [`${command.to}: ${command.text}`] : []))
}

function names(driver: Driver): string[] {
  return told(driver).map((text) => text.split(':')[0] ?? '')
}

/** By the plan of all tests: the duty manager is told after fifteen minutes. */
function rolledBack(): Driver {
  return drive(planOf({ steps: PLAN.steps.slice(1) }))
    .start()
    .tick(measured({ units: [3_000, 3_000], crashes: [30, 120] }))
}

it('tells the next person when nobody acknowledges, and nobody once somebody did', () => {
  const driver = rolledBack()
  const names: string[] = []
  for (let tick = 0; tick < 20; tick++) {
    driver.tick({ fault: 'down' })
    names.push(...driver.commands().flatMap((command) => ('to' in command ? [command.to] : [])))
  }
  expect(names).toEqual(['duty manager'])

  const heard = rolledBack().send({ kind: 'acknowledge', at: NOON, by: BOB })
  for (let tick = 0; tick < 20; tick++) expect(heard.tick({ fault: 'down' }).commands()).toEqual([])
})

it('tells the next person by the wall clock, also when nobody looked meanwhile', () => {
  const driver = rolledBack()
  const openedAt = driver.state().alarm?.since ?? 0
  // A service that starts again has seen no time pass.
  driver.tick({ fault: 'down' }, { at: openedAt + 14 * 60_000, elapsedMs: 0 })
  expect(driver.commands()).toEqual([])
  driver.tick({ fault: 'down' }, { at: openedAt + 15 * 60_000, elapsedMs: 0 })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', to: 'duty manager' }])
})

it('says of which alarm it is that nobody has acknowledged it, and only then', () => {
  const driver = rolledBack()
  expect(driver.commands().filter((command) => 'since' in command)).toEqual([])
  const { since } = driver.state().alarm!
  driver.tick({ fault: 'down' }, { at: since! + 15 * 60_000, elapsedMs: 0 })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', to: 'duty manager', since }])
})

it('tells the next person in time when the wall clock goes back', () => {
  const driver = rolledBack()
  const names: string[] = []
  for (let tick = 0; tick < 15; tick++) {
    driver.tick({ fault: 'down' }, { at: NOON - HOUR_MS })
    names.push(...driver.commands().flatMap((command) => ('to' in command ? [command.to] : [])))
  }
  expect(names).toEqual(['duty manager'])
})

it('tells the next person no later because a second alarm came over the first', () => {
  const driver = drive(plan)
    .start()
    .tick(measured({ units: [4_000, 4_000], crashes: [40, 400] }))
  expect(names(driver)).toEqual(['team'])
  driver.send({ kind: 'hook', at: NOON, outcome: 'told' }).tick(down, there).tick(down, there)
  expect(told(driver)).toEqual([
    expect.stringMatching(/^team: Word was sent to the deployment to go back/),
  ])
  driver.tick(down, there)
  expect(names(driver)).toEqual([])
  driver.tick(down, there)
  expect(told(driver)).toEqual([
    expect.stringMatching(/^duty: Nobody has acknowledged this yet: Word was sent/),
  ])
})

it('tells the next person of data that comes and goes more often than they wait', () => {
  const driver = drive(plan).start()
  const heard: string[] = []
  for (let tick = 1; tick <= 12; tick++) {
    const units = [300 * tick, 300 * tick] as const
    driver.tick(tick % 3 === 0 ? measured({ units, crashes: [3 * tick, 3 * tick] }) : down)
    heard.push(...names(driver))
  }
  expect(heard.filter((name) => name === 'team').length).toBeGreaterThan(2)
  expect(heard).toContain('duty')
})

it('tells whoever was told of the first of the second, and begins anew once somebody has acknowledged', () => {
  const driver = drive(plan).start()
  for (let tick = 0; tick < 6; tick++) driver.tick(down)
  expect(driver.state().alarm).toMatchObject({ told: 2 })
  const stepped = {
    kind: 'stepped_in',
    at: NOON,
    version: 60,
    message: 'Bob.',
    isGone: false,
  } as const
  driver.send(stepped)
  expect(names(driver)).toEqual(['team', 'duty'])
  driver.send({ kind: 'acknowledge', at: NOON, by: BOB })
  driver.send({ kind: 'resume', at: NOON, by: BOB }).send(stepped)
  expect(names(driver)).toEqual(['team'])
  expect(driver.state().alarm).toMatchObject({ told: 1, openMs: 0 })
})

it('calls people once for a step that has lasted too long, and not at every look', () => {
  const driver = drive(planOf({ steps: PLAN.steps.slice(1), people })).start()
  const alarms: string[] = []
  let units = 600
  const look = (times: number): void => {
    for (let tick = 0; tick < times; tick++) {
      units++
      // So few crashes that twice as many is not ruled out.
      driver.tick(measured({ units: [units, units], crashes: [1, 1] }))
      alarms.push(...names(driver))
    }
  }
  look(7 * 60)
  expect(driver.state()).toMatchObject({ name: 'running', waitsFor: 'person' })
  expect(alarms).toEqual(['team', 'duty', 'manager'])
  driver.send({ kind: 'acknowledge', at: NOON, by: BOB })
  look(2 * 60)
  expect(alarms).toHaveLength(3)
})

/** Paused by a guardrail that asks for that; the team was told. */
function pausedByHarm(): Driver {
  const pauses = { ...PLAN.guardrails[0]!, onRegression: 'pause' } as const
  const steps = PLAN.steps.slice(1)
  return drive(planOf({ steps, guardrails: [pauses] }))
    .start()
    .tick(measured({ units: [3_000, 3_000], crashes: [30, 120] }))
}

it.each([
  ['resumes', { kind: 'resume', dismiss: ['crash_rate'] }],
  ['advances', { kind: 'advance' }],
  ['aborts', { kind: 'abort' }],
] as const)('is over once somebody %s it, and nobody else is woken up', (_, event) => {
  const driver = pausedByHarm()
  expect(driver.state().alarm).not.toBeNull()
  // So that an approval stands in nobody's way.
  driver.send({ kind: 'approve', at: NOON, by: BOB, step: 'tenth' })
  driver.send({ ...event, at: NOON, by: BOB })
  expect(driver.state().alarm).toBeNull()
  const heard: string[] = []
  for (let tick = 1; tick <= 20; tick++) {
    driver.tick(measured({ units: [3_000 + tick, 3_000 + tick], crashes: [30, 30] }))
    heard.push(...told(driver).filter((text) => text.includes('Nobody has acknowledged')))
  }
  expect(heard).toEqual([])
})

it('is over once somebody pauses it for their own reasons', () => {
  const driver = drive(plan).start()
  for (let tick = 0; tick < 3; tick++) driver.tick(down)
  expect(driver.state().alarm).not.toBeNull()
  driver.send({ kind: 'pause', at: NOON, by: BOB })
  expect(driver.state().alarm).toBeNull()
})

it('is over once somebody says what the deployment did, and not once that says so itself', () => {
  const waiting = (): Driver =>
    drive(plan)
      .start()
      .tick(measured({ units: [4_000, 4_000], crashes: [40, 400] }))
      .send({ kind: 'hook', at: NOON, outcome: 'told' })
  const byItself = waiting().send({ kind: 'hook', at: NOON, outcome: 'acknowledged' })
  expect(byItself.state().alarm).not.toBeNull()
  const bySomebody = waiting().send({ kind: 'hook', at: NOON, by: BOB, outcome: 'acknowledged' })
  expect(bySomebody.state().alarm).toBeNull()
})

it('stays open for what somebody is refused, and is a new one for what somebody brings about', () => {
  const driver = pausedByHarm()
  driver.send({ kind: 'advance', at: NOON, by: BOB })
  expect(driver.decision().outcome).toBe('refused')
  expect(driver.state().alarm).not.toBeNull()
  driver.tick(down)
  driver.send({ kind: 'roll_back', at: NOON, by: BOB })
  expect(driver.state().alarm).toMatchObject({
    text: expect.stringContaining('rolled back'),
    openMs: 0,
    since: NOON,
  })
})
