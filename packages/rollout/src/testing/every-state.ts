import type { EventKind, RolloutEvent } from '../machine/event.ts'
import { draftState, type RolloutState, type StateName } from '../machine/state.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { ANN, BOB, drive } from './driver.ts'
import { NOON, planOf } from './plans.ts'

/** A plan whose rollback tells a deployment. */
export const EVERY_PLAN: RolloutPlan = planOf({
  rollback: {
    verifyWithinMs: 600_000,
    cooldownMs: 3_600_000,
    hook: { url: 'https://deploy.example/back', timeoutMs: 60_000 },
  },
})
const none = { fault: 'nothing was asked' }
const alarm = { text: 'look', openMs: 0, told: 1 }
const incident = { because: 'it broke', at: NOON, baseline: {} }

/** A rollout in every state, with an alarm to acknowledge. */
export const STATE_OF: Readonly<Record<StateName, RolloutState>> = {
  draft: draftState(ANN),
  running: { ...drive(EVERY_PLAN).start().state(), alarm },
  paused: { ...drive(EVERY_PLAN).start().state(), name: 'paused', pausedBy: 'regression', alarm },
  rolling_back: {
    ...drive(EVERY_PLAN).start().state(),
    name: 'rolling_back',
    pending: { kind: 'restore', version: 41 },
    hook: 'waiting',
    incident,
    alarm,
  },
  verifying: {
    ...drive(EVERY_PLAN).start().state(),
    name: 'verifying',
    hook: 'waiting',
    incident,
    alarm,
  },
  rolled_back: {
    ...drive(EVERY_PLAN).start().state(),
    name: 'rolled_back',
    hook: 'timed_out',
    incident,
    alarm,
  },
  completed: { ...drive(EVERY_PLAN).start().state(), name: 'completed', alarm },
  aborted: { ...drive(EVERY_PLAN).start().state(), name: 'aborted', incident, alarm },
}

const at = NOON
/** An event of every kind. */
export const EVENT_OF: Readonly<Record<EventKind, RolloutEvent>> = {
  start: { kind: 'start', at, by: ANN, versionBefore: 41 },
  tick: { kind: 'tick', at, elapsedMs: 60_000, measurement: none },
  approve: { kind: 'approve', at, by: BOB, step: 'tenth' },
  pause: { kind: 'pause', at, by: BOB },
  resume: { kind: 'resume', at, by: BOB },
  advance: { kind: 'advance', at, by: BOB },
  roll_back: { kind: 'roll_back', at, by: BOB },
  abort: { kind: 'abort', at, by: BOB },
  applied: { kind: 'applied', at, version: 43 },
  failed: { kind: 'failed', at, message: 'no room' },
  stepped_in: { kind: 'stepped_in', at, version: 43, message: 'Bob changed it.', isGone: false },
  hook: { kind: 'hook', at, outcome: 'acknowledged' },
  acknowledge: { kind: 'acknowledge', at, by: BOB },
  close: { kind: 'close', at, by: BOB, reason: 'It was a typo.' },
}
