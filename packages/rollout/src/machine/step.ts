import type { RolloutPlan } from '../plan/plan.ts'
import { dated, escalated, heard } from './alarms.ts'
import { applied, failed } from './changes.ts'
import { readClock } from './clock.ts'
import { RULINGS } from './decided.ts'
import { hookAnswered } from './deployment.ts'
import type { RolloutEvent } from './event.ts'
import * as people from './people.ts'
import type { RolloutState } from './state.ts'
import { soundMeasurement } from '../reading/sound.ts'
import { turnOf, unmoved, withMove, type Move, type Turn } from './turn.ts'
import { verified } from './verifying.ts'
import { watched } from './watching.ts'

/** How many ticks a gap between two looks may count as. */
const LONGEST_GAP_TICKS = 3

/**
 * Takes a rollout from one state to the next. Pure: the same plan, state and event give the same
 * state, commands and decision, bit for bit.
 *
 * `set_share` and `restore` are to be carried out exactly once for the revision that ordered
 * them, and confirmed by the event `applied` or `failed`.
 */
export function stepRollout(plan: RolloutPlan, state: RolloutState, event: RolloutEvent): Turn {
  return dated(heard(turnBy(plan, state, event), state, event), state, event.at)
}

function turnBy(plan: RolloutPlan, state: RolloutState, event: RolloutEvent): Turn {
  const ruling = RULINGS[state.name][event.kind]
  if (ruling === 'notes') return unmoved(state, 'noted', `Nothing to do while ${state.name}.`)
  if (ruling !== 'acts') return unmoved(state, 'refused', ruling.replace('refused: ', ''))
  switch (event.kind) {
    case 'start':
      return people.start({ plan, state, event })
    case 'tick':
      return tick(plan, state, event)
    case 'approve':
      return people.approve({ plan, state, event })
    case 'pause':
      return people.pause({ state, event, plan })
    case 'resume':
      return people.resume({ plan, state, event })
    case 'advance':
      return people.advance({ plan, state, event })
    case 'roll_back':
      return people.rollBack({ plan, state, event })
    case 'abort':
      return people.abort({ plan, state, event })
    case 'applied':
      return applied({ plan, state, event })
    case 'failed':
      return failed({ plan, state, event })
    case 'stepped_in':
      return people.steppedIn({ plan, state, event })
    case 'hook':
      return hookAnswered({ plan, state, event })
    case 'acknowledge':
      return people.acknowledge({ plan, state, event })
    case 'close':
      return people.close({ plan, state, event })
  }
}

/**
 * Whether a flag may not be rolled out again: the incident of its rollback is open, from the moment
 * on in which it was decided, or it cools down.
 */
export function isLocked(plan: RolloutPlan, state: RolloutState): boolean {
  const { name, incident, restoredMs } = state
  if (incident === null) return false
  if (incident.closedBy === undefined) return true
  return name === 'rolled_back' && restoredMs < plan.rollback.cooldownMs
}

type Tick = Extract<RolloutEvent, { kind: 'tick' }>

function tick(plan: RolloutPlan, state: RolloutState, seen: Tick): Turn {
  // A number that is none would be remembered as what the control was.
  const event = { ...seen, measurement: soundMeasurement(seen.measurement) }
  // A clock that goes back, or a number that is none, lets no time pass.
  const elapsedMs = Math.min(Math.max(0, event.elapsedMs) || 0, LONGEST_GAP_TICKS * plan.tickMs)
  // Before what this look may raise, whose time has not begun.
  const alarm = escalated(plan, state, { at: event.at, elapsedMs })
  const aged: RolloutState = { ...state, ...alarm?.to }
  const move = moveOf(plan, aged, event, elapsedMs)
  if (move === undefined && alarm === undefined) {
    return unmoved(state, 'noted', `Nothing to do while ${state.name}.`)
  }
  const rule = 'Nobody has acknowledged the alarm yet.'
  const outcome = (alarm?.commands ?? []).length > 0 ? 'escalated' : 'hold'
  const whole: Move =
    move === undefined ? { to: {}, outcome, rule } : onTime(plan, aged, event.at, move)
  return turnOf(
    aged,
    withMove(
      { ...whole, commands: alarm?.commands ?? [] },
      { to: {}, commands: whole.commands ?? [] },
    ),
  )
}

/** A move with what there is to say of the clock that it was made by. */
function onTime(plan: RolloutPlan, state: RolloutState, at: number, move: Move): Move {
  const clock = readClock(plan, state, at)
  const said = clock.rule === undefined ? move.rule : `${clock.rule} ${move.rule}`
  return { ...move, to: { ...clock.to, ...move.to }, rule: said }
}

function moveOf(
  plan: RolloutPlan,
  state: RolloutState,
  event: Tick,
  elapsedMs: number,
): Move | undefined {
  switch (state.name) {
    case 'running':
    case 'paused':
      return watched({ plan, state, event }, elapsedMs)
    case 'rolling_back':
      return retried(state)
    case 'verifying':
      return verified({ plan, state, event }, elapsedMs)
    case 'rolled_back':
      return cooled(plan, state, elapsedMs)
    default:
      return undefined
  }
}

/** Orders the rollback again that could not be carried out. */
function retried({ pending }: RolloutState): Move | undefined {
  if (pending?.kind !== 'restore') return undefined
  const { version } = pending
  return {
    to: {},
    commands: [{ kind: 'restore', version }],
    outcome: 'roll_back',
    rule: `The flag still has to go back to version ${version}.`,
  }
}

function cooled(plan: RolloutPlan, state: RolloutState, elapsedMs: number): Move | undefined {
  if (state.restoredMs >= plan.rollback.cooldownMs) return undefined
  const restoredMs = state.restoredMs + elapsedMs
  return { to: { restoredMs }, outcome: 'hold', rule: 'It stays as it is until a person acts.' }
}
