import type { RolloutPlan } from '../plan/plan.ts'
import type { GuardrailReading } from '../reading/read-guardrail.ts'
import type { Outcome, RolloutCommand } from './command.ts'
import type { RolloutState } from './state.ts'

/** What an event came to, in one sentence, with the numbers that it rests on. */
export interface Decision {
  readonly outcome: Outcome
  readonly rule: string
  readonly guardrails?: readonly GuardrailReading[]
}

/** What an event made of a rollout. */
export interface Turn {
  readonly state: RolloutState
  readonly commands: readonly RolloutCommand[]
  readonly decision: Decision
}

/** What a handler changes, and what it says about it. */
export interface Move extends Decision {
  readonly to: Partial<RolloutState>
  readonly commands?: readonly RolloutCommand[]
}

/** Makes a turn of a move. */
export function turnOf(
  state: RolloutState,
  { to, commands = [], outcome, rule, guardrails }: Move,
): Turn {
  return {
    state: { ...state, ...to, revision: state.revision + 1 },
    commands,
    decision: { outcome, rule, ...(guardrails !== undefined && { guardrails }) },
  }
}

/** A turn that leaves everything as it was. */
export function unmoved(
  state: RolloutState,
  outcome: 'noted' | 'refused' | 'hold',
  rule: string,
): Turn {
  return { state, commands: [], decision: { outcome, rule } }
}

/** Adds commands and changes to a move. */
export function withMove(move: Move, more: Pick<Move, 'to' | 'commands'>): Move {
  return {
    ...move,
    to: { ...move.to, ...more.to },
    commands: [...(move.commands ?? []), ...(more.commands ?? [])],
  }
}

/** A handler of one kind of event. */
export interface Given<E> {
  readonly plan: RolloutPlan
  readonly state: RolloutState
  readonly event: E
}
