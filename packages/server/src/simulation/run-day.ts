import {
  allocationOf,
  replay,
  soundMeasurement,
  type Measurement,
  type NoMeasurement,
  type RolloutState,
} from '@sluice/rollout'
import { parsePlan, type PlanDocument } from '@sluice/rollout/schema'
import { createGenerator } from '@sluice/stats'
import { silentLogger } from '../http/logger.ts'
import { applyEvent } from '../rollouts/apply-event.ts'
import { checkedPlan, createRollout } from '../rollouts/create-rollout.ts'
import { decisionsOf } from '../rollouts/decision-rows.ts'
import { measureBy } from '../rollouts/measure-rollout.ts'
import { requireRollout } from '../rollouts/rollout-rows.ts'
import { startRunner, type Runner } from '../rollouts/runner.ts'
import { createPeople } from './people.ts'
import { CLEAN_WIRE, FAIR, type Scenario } from './scenario.ts'
import { DAY, openSimulatedService, type SimulatedService } from './simulated-service.ts'

const HOUR_MS = 3_600_000
/** Traffic before the start, without which no plan may start. */
const WARM_HOURS = 2
const METRIC = 'crash_rate'
const FLAG = 'new-checkout'

/** How large a day is. */
export interface DaySize {
  readonly peoplePerDay: number
  readonly hours: number
  readonly tickMs: number
  readonly seed: number
}

/** What was seen at one tick. */
export interface Sample {
  readonly hour: number
  readonly shareBps: number
  readonly state: RolloutState['name']
  /** Crash rates, as they were measured; absent where they were not. */
  readonly control?: number
  readonly treatment?: number
}

/** How a day went. */
export interface DayReport {
  readonly scenario: Pick<Scenario, 'name' | 'title' | 'must'>
  readonly samples: readonly Sample[]
  readonly end: 'rolled back' | 'went on' | 'held' | 'paused'
  readonly holds: boolean
  /** Why it does not hold. */
  readonly fault?: string
  readonly people: number
  readonly exposures: number
  /** People who had the treatment before it was rolled back. */
  readonly treated: number
  /** Hours from the first share to the rollback. */
  readonly detectedAfterHours?: number
  readonly rule: string
  readonly decisions: number
  readonly spentMs: number
}

/** The ruleset of a simulated day: one flag that nobody has yet. */
const RULESET = {
  schemaVersion: 1,
  metrics: { [METRIC]: { kind: 'conversion', crashes: true, direction: 'lower_is_better' } },
  flags: {
    [FLAG]: {
      rules: [
        { id: 'split', serve: { split: [{ variant: 'on', weightBps: 10_000 }], coverageBps: 0 } },
      ],
    },
  },
}

function planOf({ tickMs }: DaySize): PlanDocument {
  const monitored = { holdMs: 4 * HOUR_MS, monitored: true, minUnitsPerVariant: 100 }
  return {
    flag: FLAG,
    rule: 'split',
    treatment: 'on',
    control: 'off',
    steps: [
      { name: 'canary', shareBps: 500, ...monitored, maxWaitMs: 12 * HOUR_MS },
      { name: 'half', shareBps: 5_000, ...monitored },
      { name: 'all', shareBps: 10_000, approval: 'the owner' },
    ],
    guardrails: [
      {
        metric: METRIC,
        direction: 'lower_is_better',
        marginRelative: 0,
        mustRuleOutRelative: 4,
        test: 'event_count_sequential',
        alpha: 0.05,
        onRegression: 'roll_back',
      },
    ],
    on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
    tickMs,
    silenceMs: 2 * HOUR_MS,
    rollback: { verifyWithinMs: 2 * HOUR_MS, cooldownMs: 24 * HOUR_MS },
  }
}

/** Runs a rollout through one scripted day: real evaluator, intake, event store, ruleset store and runner. */
export async function runDay(scenario: Scenario, size: DaySize): Promise<DayReport> {
  const startedAt = performance.now()
  const service = await openSimulatedService(RULESET)
  const runners = createRunners(service, scenario, () => hour)
  let hour = 0
  try {
    const { clock } = service
    const chance = createGenerator(size.seed, scenario.name.length)
    const people = createPeople(FLAG, 'on', chance)
    const perTick = (size.peoplePerDay * size.tickMs) / (24 * HOUR_MS)
    const samples: Sample[] = []
    const late: { readonly due: number; readonly events: readonly object[] }[] = []
    let [met, exposures, treated] = [0, 0, 0]
    let id: string | undefined
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
      if (!wire.isDown) late.push({ due: hour + wire.lateHours, events: visit.events })
      for (let next = late[0]; next !== undefined && next.due <= hour; next = late[0]) {
        // What is not taken is kept, and sent again, as clients do.
        if (!(await sendTimes(service, next.events, wire.times))) break
        late.shift()
      }
      await service.events.keeper.store.work(async (store) => store.settle()).catch(() => undefined)

      if (id === undefined) {
        if (hour >= WARM_HOURS) id = await start(service, size)
        continue
      }
      await runners.pulse(before, hour)
      const last = runners.lastMeasurement()
      samples.push({ hour, ...(await stateOf(service, id)), ...ratesOf(last) })
    }
    const spentMs = performance.now() - startedAt
    return await reportOf(service, {
      scenario,
      samples,
      id: id ?? '',
      met,
      exposures,
      treated,
      spentMs,
    })
  } finally {
    await runners.close()
    await service.close()
  }
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
  const around = { store, events: events.keeper.store, now: clock.now() }
  const plan = await checkedPlan(around, DAY, planOf(size))
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
  const measure = measureBy({ events: events.keeper.store, prometheus: async () => undefined })
  let last: Measurement | NoMeasurement = { fault: 'nothing was measured' }
  let made = 0
  const create = (): Runner =>
    startRunner({
      store,
      clock,
      logger: silentLogger,
      holder: `instance-${++made}`,
      receipts: () => ({ connected: 1, fetched: 1 }),
      sender: { send: async () => undefined },
      async measure(rollout, ruleset, now) {
        const found = await measure(rollout, ruleset, now)
        last = soundMeasurement(scenario.measured?.(found, hour()) ?? found)
        return last
      },
    })
  let leader = create()
  const rival = scenario.hasRival === true ? create() : undefined
  return {
    lastMeasurement: () => last,
    async pulse(before: number, now: number): Promise<void> {
      for (const at of scenario.takeovers ?? []) {
        if (at <= before || at > now) continue
        await leader.close()
        leader = create()
      }
      await Promise.all([leader.pulse(), rival?.pulse()])
    },
    async close(): Promise<void> {
      await leader.close()
      await rival?.close()
    },
  }
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
    shareBps: (coverageBps * weightBps) / allocationOf(10_000).coverageBps,
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

async function reportOf(
  { store }: SimulatedService,
  day: {
    readonly scenario: Scenario
    readonly samples: readonly Sample[]
    readonly id: string
    readonly met: number
    readonly exposures: number
    readonly treated: number
    readonly spentMs: number
  },
): Promise<DayReport> {
  const { scenario, samples, id, met, exposures, treated, spentMs } = day
  const { plan, state } = await store.read(async (db) => requireRollout(db, DAY, id))
  const rows = await store.read(async (db) => decisionsOf(db, id, { limit: 10_000 }))
  const log = rows.toReversed().map(({ entry }) => entry)
  const rollback = log.find(({ decision }) => decision.outcome === 'roll_back')
  const begun = log[0]?.event.at ?? 0
  const detectedAfterHours =
    rollback === undefined
      ? undefined
      : (samples.find((sample) => sample.shareBps === 0)?.hour ?? 0) - WARM_HOURS
  const end = endOf(state)
  const different = replay(plan, log).filter(({ isSame }) => !isSame)
  const rises = samples.filter(
    ({ shareBps }, index) => shareBps > (samples[index - 1]?.shareBps ?? shareBps),
  )
  const afterRollback = samples.slice(samples.findIndex((sample) => sample.state === 'rolled_back'))
  const rosAgain = rollback !== undefined && afterRollback.some(({ shareBps }) => shareBps > 0)
  const { must } = scenario
  const faults = [
    ...(end === must.end ? [] : [`it ${end}, and had to be ${must.end}`]),
    ...(must.withinHours !== undefined && (detectedAfterHours ?? Infinity) > must.withinHours
      ? [`it took ${detectedAfterHours} hours, and had to take ${must.withinHours} at most`]
      : []),
    ...(different.length === 0 ? [] : [`${different.length} decisions do not replay`]),
    ...(rosAgain ? ['the share rose after the rollback'] : []),
    ...(rises.length > 1 ? [`the share rose ${rises.length} times without an approval`] : []),
    ...(begun === 0 ? ['it never began'] : []),
  ]
  return {
    scenario: { name: scenario.name, title: scenario.title, must },
    samples,
    end,
    holds: faults.length === 0,
    ...(faults.length > 0 && { fault: faults.join('; ') }),
    people: met,
    exposures,
    treated,
    ...(detectedAfterHours !== undefined && { detectedAfterHours }),
    rule: rows[0]?.rule ?? '',
    decisions: rows.length,
    spentMs,
  }
}

function endOf({ name, step }: RolloutState): DayReport['end'] {
  if (name === 'verifying' || name === 'rolled_back' || name === 'rolling_back')
    return 'rolled back'
  if (name === 'paused') return 'paused'
  return step > 0 ? 'went on' : 'held'
}
