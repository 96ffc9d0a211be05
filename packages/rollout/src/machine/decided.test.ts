import { expect, it } from 'vitest'
import { ANN, BOB, drive } from '../testing/driver.ts'
import { NOON, planOf } from '../testing/plans.ts'
import { RULINGS } from './decided.ts'
import { EVENTS, type EventKind, type RolloutEvent } from './event.ts'
import { draftState, STATES, type RolloutState, type StateName } from './state.ts'
import { stepRollout } from './step.ts'

const plan = planOf({
  rollback: {
    verifyWithinMs: 600_000,
    cooldownMs: 3_600_000,
    hook: { url: 'https://deploy.example/back', timeoutMs: 60_000 },
  },
})
const none = { fault: 'nothing was asked' }
const alarm = { text: 'look', openMs: 0, told: 1 }
const incident = { because: 'it broke', at: NOON, baseline: {} }

const STATE_OF: Readonly<Record<StateName, RolloutState>> = {
  draft: draftState(ANN),
  running: { ...drive(plan).start().state(), alarm },
  paused: { ...drive(plan).start().state(), name: 'paused', pausedBy: 'regression', alarm },
  rolling_back: {
    ...drive(plan).start().state(),
    name: 'rolling_back',
    pending: { kind: 'restore', version: 41 },
    hook: 'waiting',
    incident,
    alarm,
  },
  verifying: {
    ...drive(plan).start().state(),
    name: 'verifying',
    hook: 'waiting',
    incident,
    alarm,
  },
  rolled_back: {
    ...drive(plan).start().state(),
    name: 'rolled_back',
    hook: 'timed_out',
    incident,
    alarm,
  },
  completed: { ...drive(plan).start().state(), name: 'completed', alarm },
  aborted: { ...drive(plan).start().state(), name: 'aborted', alarm },
}

const at = NOON
const EVENT_OF: Readonly<Record<EventKind, RolloutEvent>> = {
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

const PAIRS = STATES.flatMap((name) => EVENTS.map((kind) => [name, kind] as const))

it.each(PAIRS)('decides in %s about %s as the table says', (name, kind) => {
  const ruling = RULINGS[name][kind]
  const before = needsPending(name, kind)
    ? { ...STATE_OF[name], pending: { kind: 'set_share', step: 0 } as const }
    : STATE_OF[name]
  const { state, decision } = stepRollout(plan, before, EVENT_OF[kind])
  const done = state === before ? 'notes' : 'acts'
  expect(decision.outcome === 'refused' ? `refused: ${decision.rule}` : done).toBe(ruling)
  expect(state.revision - before.revision).toBe(ruling === 'acts' ? 1 : 0)
})

function needsPending(name: StateName, kind: EventKind): boolean {
  return (kind === 'applied' || kind === 'failed') && name !== 'rolling_back'
}

it('says what to do instead wherever it refuses', () => {
  const texts = PAIRS.map(([name, kind]) => RULINGS[name][kind]).filter((text) =>
    text.startsWith('refused'),
  )
  for (const text of new Set(texts)) expect(text.length).toBeGreaterThan('refused: '.length + 15)
})
