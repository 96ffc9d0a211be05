import type { MetricSummary } from '@sluice/stats'
import { duration } from '../papers/duration.ts'
import type { FallbackAction, RolloutPlan, RolloutStep } from '../plan/plan.ts'
import { readStep, type StepReading } from '../reading/read-step.ts'
import { advanced, obstacleTo, setShare } from './advancing.ts'
import { raised, told } from './alarms.ts'
import type { Outcome } from './command.ts'
import type { RolloutEvent } from './event.ts'
import { baselineOf, rolledBack } from './going-back.ts'
import type { PauseCause, RolloutState } from './state.ts'
import { withMove, type Given, type Move } from './turn.ts'

type Tick = Extract<RolloutEvent, { kind: 'tick' }>

const UNCONFIRMED = 'The last change of the share is not confirmed yet.'

/** A tick while the treatment is out: looks, and widens, holds, pauses or shuts. */
export function watched({ plan, state, event }: Given<Tick>, elapsedMs: number): Move {
  const step = plan.steps[state.step]
  if (step === undefined) return begun(plan, state, event.at)
  if (!step.monitored) return unmonitored(plan, state, step, event, elapsedMs)
  const reading = readStep({
    plan,
    step,
    elapsedMs,
    measurement: event.measurement,
    split: state.split,
    dismissed: state.dismissed,
  })
  const seen = looked(plan, state, step, event, elapsedMs, reading)
  const after: RolloutState = { ...state, ...seen }
  const { finding, rule, guardrails } = reading
  const base: Move = { to: seen, outcome: 'hold', rule, guardrails }
  if (finding === 'regression') return regressed(plan, after, event, reading, seen)
  if (finding === 'mismatch') {
    return fallenBack(
      plan,
      after,
      { action: plan.on.srm, cause: 'mismatch', outcome: 'mismatch' },
      base,
      event,
    )
  }
  // Who is paused looks for harm alone.
  if (state.name === 'paused')
    return { ...base, outcome: finding === 'no_data' ? 'no_data' : 'hold' }
  if (finding === 'clear' && after.heldMs >= step.holdMs) return goneOn(plan, after, base, event.at)
  const noData = { action: plan.on.noData, cause: 'no_data', outcome: 'no_data' } as const
  // Silence may end by itself. What somebody makes up does not, and may hide a harm.
  const isMissed = reading.isLasting === true || after.missingMs >= plan.silenceMs
  if (finding === 'no_data' && isMissed) {
    return fallenBack(plan, after, noData, base, event)
  }
  if (isOverdue(step, after.waitedMs, finding)) {
    const unclear = {
      action: plan.on.inconclusive,
      cause: 'inconclusive',
      outcome: 'inconclusive',
    } as const
    return fallenBack(plan, after, finding === 'unclear' ? unclear : noData, base, event)
  }
  return { ...base, outcome: finding === 'no_data' ? 'no_data' : 'hold' }
}

/** What time and data make of the step, whatever is decided. */
function looked(
  plan: RolloutPlan,
  state: RolloutState,
  step: RolloutStep,
  { measurement }: Tick,
  elapsedMs: number,
  { finding, split }: StepReading,
): Partial<RolloutState> {
  const isWell = finding === 'collecting' || finding === 'unclear' || finding === 'clear'
  const quietMs = Math.max(split.controlQuietMs, split.treatmentQuietMs)
  const isRunning = state.name === 'running'
  const waitedMs = isRunning ? state.waitedMs + elapsedMs : state.waitedMs
  // What a person is called for once is not over while it still cannot be told.
  const isOver = isWell && !isOverdue(step, waitedMs, finding)
  return {
    split,
    baseline: baselineOf(plan, state.baseline, measurement),
    waitedMs,
    heldMs: isWell && isRunning ? state.heldMs + elapsedMs : state.heldMs,
    ...mismatch(state, finding === 'mismatch', isWell),
    missingMs: finding === 'no_data' ? Math.max(state.missingMs + elapsedMs, quietMs) : 0,
    // Data that is back after an alarm may be missed again.
    ...(isOver && state.waitsFor === 'person' && { waitsFor: null }),
  }
}

/** Whether a step has lasted as long as it may without saying that all is well. */
function isOverdue(
  { maxWaitMs }: RolloutStep,
  waitedMs: number,
  finding: StepReading['finding'],
): boolean {
  return maxWaitMs !== undefined && waitedMs >= maxWaitMs && finding !== 'clear'
}

/** Remembered until a look finds all well: what cannot be told changes nothing. */
function mismatch(
  { isMismatched = false }: RolloutState,
  isFound: boolean,
  isWell: boolean,
): Pick<RolloutState, 'isMismatched'> {
  if (isFound) return { isMismatched: true }
  return isMismatched && isWell ? { isMismatched: false } : {}
}

/** The first share, ordered again where the first order could not be carried out. */
function begun(plan: RolloutPlan, state: RolloutState, at: number): Move {
  const [first] = plan.steps
  const isPaused = state.name === 'paused'
  if (state.pending !== null) return { to: {}, outcome: 'hold', rule: UNCONFIRMED }
  const obstacle = obstacleTo(plan, state, 0, at)
  if (isPaused || obstacle !== undefined) {
    return {
      to: {},
      outcome: 'hold',
      rule: obstacle?.rule ?? 'It is paused before its first step.',
    }
  }
  return {
    to: { pending: { kind: 'set_share', step: 0 } },
    commands: [setShare(plan, 0)],
    outcome: 'advance',
    rule: `"${first?.name ?? ''}" begins.`,
  }
}

function unmonitored(
  plan: RolloutPlan,
  state: RolloutState,
  step: RolloutStep,
  { at }: Tick,
  elapsedMs: number,
): Move {
  if (state.name === 'paused') return { to: {}, outcome: 'hold', rule: 'It is paused.' }
  const seen = { waitedMs: state.waitedMs + elapsedMs, heldMs: state.heldMs + elapsedMs }
  const rule = `"${step.name}" is not monitored and lasts ${duration(step.holdMs)}.`
  const base: Move = { to: seen, outcome: 'hold', rule }
  return seen.heldMs >= step.holdMs ? goneOn(plan, { ...state, ...seen }, base, at) : base
}

/** Goes on, or says once what it waits for. */
function goneOn(plan: RolloutPlan, state: RolloutState, base: Move, at: number): Move {
  if (state.pending !== null) return { ...base, rule: UNCONFIRMED }
  const isLast = state.step + 1 === plan.steps.length
  const obstacle = isLast ? undefined : obstacleTo(plan, state, state.step + 1, at)
  if (obstacle === undefined) {
    const move = advanced(plan, state, base.rule)
    return {
      ...move,
      to: { ...base.to, ...move.to },
      ...(base.guardrails && { guardrails: base.guardrails }),
    }
  }
  const { waitsFor, rule } = obstacle
  const isNews = state.waitsFor !== waitsFor
  return {
    ...base,
    to: { ...base.to, waitsFor },
    rule,
    commands: isNews ? told(plan, `The rollout of "${plan.flag}" waits. ${rule}`) : [],
  }
}

function regressed(
  plan: RolloutPlan,
  state: RolloutState,
  { at, measurement }: Tick,
  reading: StepReading,
  seen: Partial<RolloutState>,
): Move {
  const { rule, guardrails, harmed } = reading
  const guardrail = plan.guardrails.find(({ metric }) => metric === harmed)
  const isTheirs = state.pausedBy === 'stepped_in'
  if (guardrail?.onRegression === 'roll_back' && !isTheirs) {
    const found = harmed === undefined ? undefined : readingOf(measurement, harmed)
    const cause = {
      at,
      rule,
      guardrails,
      ...(harmed !== undefined && { metric: harmed }),
      ...(found !== undefined && { harmed: found }),
    }
    const move = rolledBack(plan, state, cause)
    return { ...move, to: { ...seen, ...move.to } }
  }
  const base: Move = { to: seen, outcome: 'regression', rule, guardrails }
  if (state.name === 'paused') {
    // The flag is somebody else's, or it is paused for this very reason: said once.
    if (state.pausedBy === 'regression' || state.waitsFor === 'person') return base
    const more = raised(plan, state, `"${plan.flag}" is paused, and people are exposed. ${rule}`)
    return withMove({ ...base, to: { ...seen, waitsFor: 'person' } }, more)
  }
  return paused(plan, state, base, 'regression')
}

function readingOf(measurement: Tick['measurement'], metric: string): MetricSummary | undefined {
  if ('fault' in measurement) return undefined
  const reading = Object.hasOwn(measurement.metrics, metric)
    ? measurement.metrics[metric]
    : undefined
  return reading === undefined || 'fault' in reading ? undefined : reading.treatment
}

interface Fallback {
  readonly action: FallbackAction
  readonly cause: Extract<PauseCause, 'mismatch' | 'no_data' | 'inconclusive'>
  readonly outcome: Outcome
}

/** Does what the plan says for data that does not say that it is well. */
function fallenBack(
  plan: RolloutPlan,
  state: RolloutState,
  { action, cause, outcome }: Fallback,
  base: Move,
  { at }: Tick,
): Move {
  const { rule, guardrails } = base
  if (action === 'roll_back' && state.pausedBy !== 'stepped_in') {
    const move = rolledBack(plan, state, { at, rule, ...(guardrails && { guardrails }) })
    return { ...move, to: { ...base.to, ...move.to } }
  }
  if (state.name === 'paused') return { ...base, outcome }
  if (action === 'pause') return paused(plan, state, { ...base, outcome }, cause)
  const held: Move = { ...base, outcome, to: { ...base.to, waitsFor: 'person' } }
  if (state.waitsFor === 'person') return held
  return withMove(held, raised(plan, state, `The rollout of "${plan.flag}" holds. ${rule}`))
}

function paused(plan: RolloutPlan, state: RolloutState, base: Move, cause: PauseCause): Move {
  const to = { ...base.to, name: 'paused', pausedBy: cause, pending: null, waitsFor: null } as const
  return withMove(
    { ...base, to },
    raised(plan, state, `The rollout of "${plan.flag}" is paused. ${base.rule}`),
  )
}
