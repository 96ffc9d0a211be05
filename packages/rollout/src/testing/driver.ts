import type { RolloutCommand } from '../machine/command.ts'
import type { RolloutEvent } from '../machine/event.ts'
import { draftState, type RolloutState } from '../machine/state.ts'
import { stepRollout } from '../machine/step.ts'
import type { Decision } from '../machine/turn.ts'
import { decide, type DecisionEntry } from '../log/entry.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import type { Measurement, NoMeasurement } from '../reading/measurement.ts'
import { NOON } from './plans.ts'

/** People of the tests. */
export const ANN = { id: 'ann', name: 'Ann' }
/** Somebody else. */
export const BOB = { id: 'bob', name: 'Bob' }

/** Units and crashes: control, treatment. */
export interface Counts {
  readonly units: readonly [number, number]
  readonly crashes: readonly [number, number]
}

/** A measurement of crashes. */
export function measured({ units, crashes }: Counts, more: Partial<Measurement> = {}): Measurement {
  return {
    from: NOON,
    to: NOON + 1,
    rulesetVersion: 42,
    units: { control: units[0], treatment: units[1] },
    metrics: {
      crash_rate: {
        control: { kind: 'rate', successes: crashes[0], n: units[0] },
        treatment: { kind: 'rate', successes: crashes[1], n: units[1] },
      },
    },
    ...more,
  }
}

/** Drives a rollout by hand: carries out its changes at once, and keeps what it did. */
export interface Driver {
  readonly state: () => RolloutState
  readonly decision: () => Decision
  readonly commands: () => readonly RolloutCommand[]
  readonly log: readonly DecisionEntry[]
  /** The share that is set; 0 before the first and after a rollback. */
  readonly shareBps: () => number
  send(event: RolloutEvent): Driver
  tick(measurement: Measurement | NoMeasurement, more?: object): Driver
  start(): Driver
}

/** Makes a driver of a new rollout by Ann. */
export function drive(plan: RolloutPlan): Driver {
  let state = draftState(ANN)
  let at = NOON
  let version = 42
  let shareBps = 0
  let last: { decision: Decision; commands: readonly RolloutCommand[] } | undefined
  const log: DecisionEntry[] = []
  const send = (event: RolloutEvent): void => {
    const { turn, entry } = decide(plan, state, event)
    log.push(entry)
    state = turn.state
    last = turn
    const change = turn.commands.find(({ kind }) => kind === 'set_share' || kind === 'restore')
    if (change === undefined) return
    shareBps = change.kind === 'set_share' ? change.shareBps : 0
    const confirmation = { kind: 'applied', at, version: ++version } as const
    log.push(entryOfNext(plan, state, confirmation))
    state = stepRollout(plan, state, confirmation).state
  }
  const driver: Driver = {
    state: () => state,
    decision: () => last?.decision ?? { outcome: 'noted', rule: '' },
    commands: () => last?.commands ?? [],
    log,
    shareBps: () => shareBps,
    send(event) {
      send(event)
      return driver
    },
    tick(measurement, more = {}) {
      at += plan.tickMs
      send({ kind: 'tick', at, elapsedMs: plan.tickMs, measurement, ...more })
      return driver
    },
    start() {
      send({ kind: 'start', at, by: ANN, versionBefore: 41 })
      return driver
    },
  }
  return driver
}

function entryOfNext(plan: RolloutPlan, state: RolloutState, event: RolloutEvent): DecisionEntry {
  return decide(plan, state, event).entry
}
