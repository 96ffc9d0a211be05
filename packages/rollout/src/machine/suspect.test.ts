import { expect, it } from 'vitest'
import { decide } from '../log/entry.ts'
import type { Measurement, MetricReading } from '../reading/measurement.ts'
import { BOB, measured } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'
import { draftState } from './state.ts'
import { BREACH, canary, healthy } from '../testing/canary.ts'

const at = NOON

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

it('tells people at once of a metric that does not come back by itself, before one that may', () => {
  const passing = { fault: 'a timeout' }
  const lasting = { fault: 'It is another metric.', isLasting: true } as const
  const seen = (crash_rate: MetricReading, of_servers: MetricReading): Measurement => ({
    ...measured({ units: [3_000, 3_000], crashes: [30, 30] }),
    metrics: { crash_rate, of_servers },
  })
  const driver = canary(TWO).tick(seen(passing, passing))
  expect(driver.decision()).toMatchObject({ outcome: 'no_data', rule: 'a timeout' })
  expect(driver.commands()).toEqual([])
  driver.tick(seen(passing, lasting))
  expect(driver.decision()).toMatchObject({ outcome: 'no_data', rule: 'It is another metric.' })
  expect(driver.commands()).toMatchObject([{ kind: 'notify', severity: 'alarm' }])
})

it('remembers what the metrics were when it started', () => {
  const metricMarks = { crash_rate: 'a-hash' }
  const start = { kind: 'start', at, by: BOB, versionBefore: 41, metricMarks } as const
  const { state } = decide(planOf(), draftState(BOB), start).turn
  expect(state).toMatchObject({ name: 'running', metricMarks })
})
