import { soundMeasurement, type Measurement, type NoMeasurement } from '@sluice/rollout'
import { parsePlan } from '@sluice/rollout/schema'
import { createGenerator } from '@sluice/stats'
import { silentLogger } from '../http/logger.ts'
import { applyEvent } from '../rollouts/apply-event.ts'
import { checkedPlan, createRollout } from '../rollouts/create-rollout.ts'
import { measureBy } from '../rollouts/measure-rollout.ts'
import { requireRollout } from '../rollouts/rollout-rows.ts'
import { startRunner, type Runner } from '../rollouts/runner.ts'
import { FLAG, METRIC, planOf, rulesetOf } from './day-plan.ts'
import type { DaySize } from './day-size.ts'
import { reportOf, WARM_HOURS, type DayReport, type Sample } from './day-report.ts'
import { createPeople } from './people.ts'
import { CLEAN_WIRE, FAIR, type Scenario } from './scenario.ts'
import { createMortal, type Mortal } from './mortal.ts'
import { DAY, openSimulatedService, type SimulatedService } from './simulated-service.ts'

const HOUR_MS = 3_600_000
/** No name of a scenario is as long. */
const STREAM_OF_IDS = 1_000

/** Runs a rollout through one scripted day: real evaluator, intake, event store, ruleset store and runner. */
export async function runDay(scenario: Scenario, size: DaySize): Promise<DayReport> {
  const startedAt = performance.now()
  const service = await openSimulatedService(rulesetOf(scenario.sentBy))
  const runners = createRunners(service, scenario, () => hour)
  let hour = 0
  try {
    const { clock } = service
    const chance = createGenerator(size.seed, scenario.name.length)
    const ids = createGenerator(size.seed, STREAM_OF_IDS)
    const people = createPeople(FLAG, 'on', chance, ids)
    const perTick = (size.peoplePerDay * size.tickMs) / (24 * HOUR_MS)
    const samples: Sample[] = []
    const late: { readonly due: number; readonly events: readonly object[] }[] = []
    let [met, exposures, treated, harmed] = [0, 0, 0, 0]
    let id: string | undefined
    let settling: Promise<void> = Promise.resolve()
    for (let tick = 1; tick * size.tickMs <= size.hours * HOUR_MS; tick++) {
      const before = hour
      hour = (tick * size.tickMs) / HOUR_MS
      clock.advance(size.tickMs)
      for (const { hour: at, ms } of scenario.jumps ?? []) {
        if (at > before && at <= hour) clock.jump(ms)
      }
      const [from, to] = scenario.full ?? [Infinity, Infinity]
      service.disk = hour >= from && hour < to ? 'full' : 'free'

      const weather = { ...FAIR, ...(id === undefined ? {} : scenario.weather?.(hour)) }
      const wire = id === undefined ? CLEAN_WIRE : (scenario.wire?.(hour) ?? CLEAN_WIRE)
      const { compiled } = service.store.live.get(DAY)!
      const count = Math.round(perTick * weather.traffic)
      const visit = people.meet(compiled, count, clock.now(), size.tickMs, weather)
      met += visit.people
      exposures += visit.events.length
      treated += visit.treated
      if (hour > (scenario.brokenFrom ?? Infinity)) harmed += visit.treated
      if (!wire.isDown) late.push({ due: hour + wire.lateHours, events: visit.events })
      for (let next = late[0]; next !== undefined && next.due <= hour; next = late[0]) {
        // What is not taken is kept, and sent again, as clients do.
        if (!(await sendTimes(service, next.events, wire.times))) break
        late.shift()
      }

      const strangers = id === undefined ? undefined : scenario.strangers?.(hour)
      if (strangers !== undefined)
        await service.flood(people.makeUp(compiled, strangers, clock.now()))

      if (id === undefined) {
        if (hour >= WARM_HOURS) id = await start(service, size)
        continue
      }
      await runners.pulse(before, hour)
      const last = runners.lastMeasurement()
      samples.push({ hour, ...(await stateOf(service, id)), ...ratesOf(last) })
      // As in a service, while the next events come.
      await settling
      settling = settle(service)
    }
    await settling
    const spentMs = performance.now() - startedAt
    return await reportOf(service, {
      scenario,
      size,
      samples,
      id: id ?? '',
      met,
      exposures,
      treated,
      harmed,
      spentMs,
    })
  } finally {
    await runners.close()
    await service.close()
  }
}

/** Moves events from the spool into the store; what does not work now works later. */
async function settle({ events }: SimulatedService): Promise<void> {
  await events.keeper.store.work(async (store) => store.settle()).catch(() => undefined)
}

async function sendTimes(
  service: SimulatedService,
  events: readonly object[],
  times: number,
): Promise<boolean> {
  for (let time = 0; time < times; time++) if (!(await service.send(events))) return false
  return true
}

async function start(service: SimulatedService, size: DaySize): Promise<string> {
  const { store, events, clock } = service
  const prometheus = async (): Promise<undefined> => undefined
  const asked = { store, events: events.keeper.store, prometheus }
  const around = { ...asked, now: clock.now(), messageTargets: 'all' } as const
  const plan = await checkedPlan(around, DAY, planOf(size.tickMs))
  const { settings } = store.live.get(DAY)!
  const actor = { kind: 'service', id: 'author', name: 'Ann' } as const
  const { id } = await store.write(async (unit) =>
    createRollout(unit, { environment: DAY, settings, plan: parsePlan(plan), actor, reason: null }),
  )
  await applyEvent(store, {
    environment: DAY,
    id,
    event: (_, { now }) => ({
      kind: 'start',
      at: now,
      by: { id: 'starter', name: 'Sam' },
      versionBefore: store.live.get(DAY)!.ruleset.version,
    }),
  })
  return id
}

/** The instances that could run the rollout. */
function createRunners(service: SimulatedService, scenario: Scenario, hour: () => number) {
  const { store, clock, events } = service
  const measure = measureBy({
    events: events.keeper.store,
    prometheus: async () => undefined,
    floods: store.floods,
  })
  let last: Measurement | NoMeasurement = { fault: 'nothing was measured' }
  let made = 0
  const create = (): Instance => {
    const mortal = createMortal(store)
    const runner = startRunner({
      store: mortal.store,
      clock,
      logger: silentLogger,
      holder: `instance-${++made}`,
      receipts: () => ({ connected: 1, fetched: 1 }),
      sender: { isWaiting: async () => false, send: async () => undefined },
      async measure(rollout, ruleset, now) {
        const found = await measure(rollout, ruleset, now)
        last = soundMeasurement(scenario.measured?.(found, hour()) ?? found)
        return last
      },
    })
    return { runner, mortal }
  }
  let leader = create()
  const rival = scenario.hasRival === true ? create() : undefined
  const isIn = (hours: readonly number[] | undefined, before: number, now: number): boolean =>
    hours?.some((at) => at > before && at <= now) === true
  return {
    lastMeasurement: () => last,
    async pulse(before: number, now: number): Promise<void> {
      if (isIn(scenario.takeovers, before, now)) {
        await leader.runner.close()
        leader = create()
      }
      if (isIn(scenario.kills, before, now)) leader.mortal.dieIn(WRITES_TO_LIVE)
      await Promise.all([lived(leader), rival?.runner.pulse()])
      if (leader.mortal.isDead) leader = create()
    },
    async close(): Promise<void> {
      await leader.runner.close()
      await rival?.runner.close()
    },
  }
}

/** The lease is kept, and then the look is written down. */
const WRITES_TO_LIVE = 2

interface Instance {
  readonly runner: Runner
  readonly mortal: Mortal
}

async function lived({ runner, mortal }: Instance): Promise<void> {
  await Promise.race([runner.pulse(), mortal.died])
}

async function stateOf(
  { store }: SimulatedService,
  id: string,
): Promise<Pick<Sample, 'shareBps' | 'state'>> {
  const { state } = await store.read(async (db) => requireRollout(db, DAY, id))
  const rule = store.live.get(DAY)!.ruleset.flags[FLAG]?.rules[0]
  const coverageBps = rule !== undefined && 'split' in rule.serve ? rule.serve.coverageBps : 0
  const weightBps =
    rule !== undefined && 'split' in rule.serve
      ? (rule.serve.split.find(({ variant }) => variant === 'on')?.weightBps ?? 0)
      : 0
  return {
    shareBps: (coverageBps * weightBps) / 10_000,
    state: state.name,
  }
}

function ratesOf(measurement: Measurement | NoMeasurement): Pick<Sample, 'control' | 'treatment'> {
  if ('fault' in measurement) return {}
  const reading = measurement.metrics[METRIC]
  if (reading === undefined || 'fault' in reading) return {}
  const { control, treatment } = reading
  if (control.kind !== 'rate' || treatment.kind !== 'rate') return {}
  return { control: control.successes / control.n, treatment: treatment.successes / treatment.n }
}
