import type { RolloutCommand } from '../machine/command.ts'
import type { RolloutEvent } from '../machine/event.ts'
import type { RolloutState } from '../machine/state.ts'
import { stepRollout } from '../machine/step.ts'
import type { Decision, Turn } from '../machine/turn.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { hashOf } from './canonical.ts'
import { EDITION, type Edition } from './edition.ts'

/** One decision with everything it was made from, so that anybody can make it again. */
export interface DecisionEntry {
  /** Of the plan, as `planHash` gives it. */
  readonly plan: string
  /** Of the rules and the words that it was decided and written by. */
  readonly edition: Edition
  readonly before: RolloutState
  readonly event: RolloutEvent
  readonly after: RolloutState
  readonly commands: readonly RolloutCommand[]
  readonly decision: Decision
}

// A plan never changes once it is parsed, and is asked for its name with every decision.
const hashes = new WeakMap<RolloutPlan, string>()

/** SHA-256 of the canonical plan, hexadecimal. */
export function planHash(plan: RolloutPlan): string {
  const known = hashes.get(plan) ?? hashOf(plan)
  hashes.set(plan, known)
  return known
}

/** Writes down a decision. */
export function entryOf(
  plan: RolloutPlan,
  before: RolloutState,
  event: RolloutEvent,
  { state, commands, decision }: Turn,
): DecisionEntry {
  return { plan: planHash(plan), edition: EDITION, before, event, after: state, commands, decision }
}

/** Takes a step and writes it down. */
export function decide(
  plan: RolloutPlan,
  before: RolloutState,
  event: RolloutEvent,
): { readonly turn: Turn; readonly entry: DecisionEntry } {
  const turn = stepRollout(plan, before, event)
  return { turn, entry: entryOf(plan, before, event, turn) }
}

/**
 * Whether a decision is worth keeping: everything but looks that say again, with
 * other numbers at most, what the last one said.
 *
 * @param last - what was kept last
 */
export function isNews(last: Decision | undefined, turn: Turn, event: RolloutEvent): boolean {
  if (event.kind !== 'tick' || turn.commands.length > 0) return true
  const { decision } = turn
  return (
    last?.outcome !== decision.outcome ||
    findings(last) !== findings(decision) ||
    reason(last) !== reason(decision)
  )
}

// A count or a span that goes on from look to look, in all its units: "12", "1 hour 5 minutes".
const NUMBERS = /\d[\d.,]*(?: (?:day|hour|minute|second)s?)?(?: \d+ (?:hour|minute|second)s?)?/g

/** What a sentence says beside its numbers. */
function reason({ rule }: Decision): string {
  return rule.replaceAll(NUMBERS, '#')
}

function findings({ guardrails = [] }: Decision): string {
  return guardrails.map(({ metric, finding, method }) => `${metric}=${finding} ${method}`).join()
}
