import type { Contact, RolloutPlan } from '../plan/plan.ts'
import type { RolloutCommand } from './command.ts'
import type { EventKind, RolloutEvent } from './event.ts'
import type { RolloutState } from './state.ts'
import type { Move, Turn } from './turn.ts'

/** Who is told when a plan names nobody. */
const NOBODY: readonly Contact[] = [{ name: 'the log', afterMs: 0 }]

function contactsOf(plan: RolloutPlan): readonly Contact[] {
  const contacts = plan.people.length === 0 ? NOBODY : plan.people
  return contacts.toSorted((left, right) => left.afterMs - right.afterMs)
}

/**
 * Opens an alarm: tells the first people now, and the others while nobody acknowledges it. Over an
 * alarm that nobody has acknowledged it goes on waiting for the same acknowledgement: whoever was
 * told of that one hears of this one too, and the next people are told no later for it.
 */
export function raised(
  plan: RolloutPlan,
  { alarm }: Pick<RolloutState, 'alarm'>,
  text: string,
): Pick<Move, 'to' | 'commands'> {
  const contacts = contactsOf(plan)
  const first = contacts.filter(({ afterMs }) => afterMs <= (contacts[0]?.afterMs ?? 0))
  const told = Math.max(alarm?.told ?? 0, first.length)
  return {
    to: { alarm: { openMs: 0, ...alarm, text, told } },
    commands: contacts.slice(0, told).map((contact) => messageTo(contact, 'alarm', text)),
  }
}

/** Tells the first people something that nobody has to acknowledge. */
export function told(plan: RolloutPlan, text: string): readonly RolloutCommand[] {
  const contacts = contactsOf(plan)
  return contacts
    .filter(({ afterMs }) => afterMs <= (contacts[0]?.afterMs ?? 0))
    .map((contact) => messageTo(contact, 'info', text))
}

/** What only somebody does who has seen what the alarm is about. */
const ACTS: ReadonlySet<EventKind> = new Set(['pause', 'resume', 'advance', 'roll_back', 'abort'])

/**
 * Ends the alarm that somebody has acted on: they have it, and what it says may be over. What their
 * act raises is an alarm of its own, and nobody is late for it yet.
 */
export function heard(turn: Turn, before: RolloutState, event: RolloutEvent): Turn {
  const { state } = turn
  const isTold = event.kind === 'hook' && event.by !== undefined
  if (state === before || state.alarm === null || !(ACTS.has(event.kind) || isTold)) return turn
  const { text, told: people } = state.alarm
  const alarm = state.alarm === before.alarm ? null : { text, openMs: 0, told: people }
  return { ...turn, state: { ...state, alarm } }
}

/** Dates an alarm that an event has raised. */
export function dated(turn: Turn, before: RolloutState, at: number): Turn {
  const { state } = turn
  if (state === before || state.alarm === null || state.alarm.since !== undefined) return turn
  return { ...turn, state: { ...state, alarm: { ...state.alarm, since: at } } }
}

/**
 * Lets time pass over an open alarm; `undefined` when there is none. People wait by the wall
 * clock, which goes on while nobody looks; where it goes back, what was watched counts.
 */
export function escalated(
  plan: RolloutPlan,
  { alarm }: RolloutState,
  { at, elapsedMs }: { readonly at: number; readonly elapsedMs: number },
): Pick<Move, 'to' | 'commands'> | undefined {
  if (alarm === null) return undefined
  const openMs = Math.max(alarm.openMs + elapsedMs, at - (alarm.since ?? at))
  const contacts = contactsOf(plan)
  const due = contacts.slice(alarm.told).filter(({ afterMs }) => afterMs <= openMs)
  if (alarm.told >= contacts.length) return undefined
  return {
    to: { alarm: { ...alarm, openMs, told: alarm.told + due.length } },
    commands: due.map((contact) => ({
      ...messageTo(contact, 'alarm', `Nobody has acknowledged this yet: ${alarm.text}`),
      ...(alarm.since !== undefined && { since: alarm.since }),
    })),
  }
}

function messageTo(
  { name, url }: Contact,
  severity: 'info' | 'alarm',
  text: string,
): RolloutCommand {
  return { kind: 'notify', severity, to: name, ...(url !== undefined && { url }), text }
}
