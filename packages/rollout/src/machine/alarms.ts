import type { Contact, RolloutPlan } from '../plan/plan.ts'
import type { RolloutCommand } from './command.ts'
import type { RolloutState } from './state.ts'
import type { Move } from './turn.ts'

/** Who is told when a plan names nobody. */
const NOBODY: readonly Contact[] = [{ name: 'the log', afterMs: 0 }]

function contactsOf(plan: RolloutPlan): readonly Contact[] {
  const contacts = plan.people.length === 0 ? NOBODY : plan.people
  return contacts.toSorted((left, right) => left.afterMs - right.afterMs)
}

/** Opens an alarm: tells the first people now, and the others while nobody acknowledges it. */
export function raised(plan: RolloutPlan, text: string): Pick<Move, 'to' | 'commands'> {
  const contacts = contactsOf(plan)
  const first = contacts.filter(({ afterMs }) => afterMs <= (contacts[0]?.afterMs ?? 0))
  return {
    to: { alarm: { text, openMs: 0, told: first.length } },
    commands: first.map((contact) => messageTo(contact, 'alarm', text)),
  }
}

/** Tells the first people something that nobody has to acknowledge. */
export function told(plan: RolloutPlan, text: string): readonly RolloutCommand[] {
  const contacts = contactsOf(plan)
  return contacts
    .filter(({ afterMs }) => afterMs <= (contacts[0]?.afterMs ?? 0))
    .map((contact) => messageTo(contact, 'info', text))
}

/** Lets time pass over an open alarm; `undefined` when there is none. */
export function escalated(
  plan: RolloutPlan,
  { alarm }: RolloutState,
  elapsedMs: number,
): Pick<Move, 'to' | 'commands'> | undefined {
  if (alarm === null) return undefined
  const openMs = alarm.openMs + elapsedMs
  const contacts = contactsOf(plan)
  const due = contacts.slice(alarm.told).filter(({ afterMs }) => afterMs <= openMs)
  if (alarm.told >= contacts.length) return undefined
  return {
    to: { alarm: { ...alarm, openMs, told: alarm.told + due.length } },
    commands: due.map((contact) =>
      messageTo(contact, 'alarm', `Nobody has acknowledged this yet: ${alarm.text}`),
    ),
  }
}

function messageTo(
  { name, url }: Contact,
  severity: 'info' | 'alarm',
  text: string,
): RolloutCommand {
  return { kind: 'notify', severity, to: name, ...(url !== undefined && { url }), text }
}
