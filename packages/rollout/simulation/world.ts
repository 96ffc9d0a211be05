import { createGenerator } from '@sluice/stats'
import type { Measurement, RolloutEvent, RolloutPlan, RolloutState } from '../src/index.ts'
import { allocationOf, draftState, stepRollout } from '../src/index.ts'
import { poisson } from './chance.ts'

/** The people who meet the flag, and what the variants do to them. */
export interface World {
  readonly unitsPerDay: number
  readonly crashRate: { readonly control: number; readonly treatment: number }
  readonly seed: number
  /** When it gives up on a rollout that goes nowhere. */
  readonly maxDays: number
}

/** How a rollout went. */
export interface Run {
  readonly state: RolloutState
  readonly ticks: number
  /** Units that had the treatment when it ended. */
  readonly exposed: number
  /** Milliseconds from the first share to the rollback; `undefined` without one. */
  readonly detectedAfterMs: number | undefined
}

const DAY_MS = 86_400_000
const METRIC = 'crash_rate'
const ANN = { id: 'ann', name: 'Ann' }
const BOB = { id: 'bob', name: 'Bob' }

/** Runs one rollout to its end on a clock of its own; every approval is given at once. */
export function runRollout(plan: RolloutPlan, world: World): Run {
  const chance = createGenerator(world.seed, 17)
  const { crashRate } = world
  const units = { control: 0, treatment: 0 }
  const crashes = { control: 0, treatment: 0 }
  let exposed = 0
  let at = Date.UTC(2026, 0, 5)
  const startedAt = at
  let state = draftState(ANN)
  let share = 0
  let ticks = 0
  let version = 1
  const send = (event: RolloutEvent): void => {
    const turn = stepRollout(plan, state, event)
    state = turn.state
    for (const command of turn.commands) {
      if (command.kind !== 'set_share' && command.kind !== 'restore') continue
      const before = share
      share = command.kind === 'set_share' ? command.shareBps : 0
      const isAnew = allocationOf(share).treatmentBps !== allocationOf(before).treatmentBps
      if (isAnew) for (const counts of [units, crashes]) Object.assign(counts, NONE)
      send({ kind: 'applied', at, version: ++version })
    }
  }
  send({ kind: 'start', at, by: ANN, versionBefore: 1 })
  for (const { name, approval } of plan.steps) {
    if (approval !== undefined) send({ kind: 'approve', at, by: BOB, step: name })
  }
  const perTick = (world.unitsPerDay * plan.tickMs) / DAY_MS
  while (
    (state.name === 'running' || state.name === 'paused') &&
    at - startedAt < world.maxDays * DAY_MS
  ) {
    if (state.pausedBy !== null) break
    at += plan.tickMs
    ticks++
    const { controlBps, treatmentBps, coverageBps } = allocationOf(share)
    for (const [variant, weightBps] of [
      ['control', controlBps],
      ['treatment', treatmentBps],
    ] as const) {
      const met = poisson(chance, perTick * (weightBps / 10_000) * (coverageBps / 10_000))
      units[variant] += met
      crashes[variant] += Math.min(met, poisson(chance, met * crashRate[variant]))
      if (variant === 'treatment') exposed += met
    }
    send({
      kind: 'tick',
      at,
      elapsedMs: plan.tickMs,
      measurement: measurementOf(units, crashes, at),
    })
  }
  const isBack = state.name === 'verifying'
  return { state, ticks, exposed, detectedAfterMs: isBack ? at - startedAt : undefined }
}

const NONE = { control: 0, treatment: 0 }

function measurementOf(
  units: { control: number; treatment: number },
  crashes: { control: number; treatment: number },
  at: number,
): Measurement {
  return {
    from: 0,
    to: at,
    rulesetVersion: 1,
    units: { ...units },
    metrics: {
      [METRIC]: {
        control: { kind: 'rate', successes: crashes.control, n: units.control },
        treatment: { kind: 'rate', successes: crashes.treatment, n: units.treatment },
      },
    },
  }
}
