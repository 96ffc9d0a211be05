import { duration } from '../papers/duration.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import type { GuardrailReading } from '../reading/read-guardrail.ts'
import { afterwards } from './afterwards.ts'
import { raised, told } from './alarms.ts'
import type { ClientReceipts, RolloutEvent } from './event.ts'
import type { RolloutState, Verification } from './state.ts'
import { withMove, type Given, type Move } from './turn.ts'

type Tick = Extract<RolloutEvent, { kind: 'tick' }>

/** A tick after the flag was restored: did it help? */
export function verified({ plan, state, event }: Given<Tick>, elapsedMs: number): Move {
  const restoredMs = state.restoredMs + elapsedMs
  const late = lateHook(plan, state, restoredMs)
  const hook = late?.to.hook ?? state.hook
  const isOver = restoredMs >= plan.rollback.verifyWithinMs
  const guardrails = afterwards(plan, state, event.measurement, isOver)
  const clients = clientsOf(event.clients)
  const found = findingOf({ clients, guardrails, hook, isOver })
  const seen: Move = {
    to: { restoredMs },
    outcome: 'hold',
    rule: `Verifying, for ${leftText(plan, restoredMs)}: ${CLIENTS[clients]}; ${metricsText(guardrails)}.`,
    guardrails,
  }
  const base = late === undefined ? seen : withMove(seen, late)
  if (found === undefined) return base
  const ended: Move = {
    ...base,
    to: { ...base.to, name: 'rolled_back', verification: found },
    outcome: found === 'stepped_in' ? 'noted' : found,
    rule: `${TEXTS[found]} (${CLIENTS[clients]}; ${metricsText(guardrails)})`,
  }
  const text = `"${plan.flag}": ${TEXTS[found]}`
  return found === 'verified'
    ? withMove(ended, { to: {}, commands: told(plan, text) })
    : withMove(ended, raised(plan, text))
}

/** What people are told of a rollback, in these words. */
export const TEXTS: Readonly<Record<Verification, string>> = {
  verified: 'The flag was restored, clients have it, and the guardrails are back.',
  not_the_cause:
    'The flag was restored and clients have it, but the guardrail is still beyond its margin: the flag was not the cause. Look elsewhere.',
  clients_behind:
    'The flag was restored, but not every client has it. Their users may still see the treatment.',
  unverified:
    'The flag was restored, but too little was seen to tell whether it helped. Look for yourself.',
  stepped_in: 'The flag was changed by hand while its rollback was verified. It is not verified.',
}

type Clients = 'unknown' | 'behind' | 'there'

const CLIENTS: Readonly<Record<Clients, string>> = {
  unknown: 'no client was seen since',
  behind: 'not every client that was seen has the restored version',
  there: 'every client that was seen has the restored version',
}

function clientsOf(receipts: ClientReceipts | undefined): Clients {
  if (receipts === undefined || receipts.connected === 0) return 'unknown'
  return receipts.fetched >= receipts.connected ? 'there' : 'behind'
}

function findingOf(seen: {
  readonly clients: Clients
  readonly guardrails: readonly GuardrailReading[]
  readonly hook: RolloutState['hook']
  readonly isOver: boolean
}): Verification | undefined {
  const { clients, guardrails, hook, isOver } = seen
  const areBack = guardrails.every(({ finding }) => finding === 'clear')
  const isDeployed = hook === 'none' || hook === 'acknowledged'
  if (clients === 'there' && areBack && isDeployed) return 'verified'
  if (!isOver) return undefined
  if (clients === 'behind') return 'clients_behind'
  if (clients === 'there' && guardrails.some(({ finding }) => finding === 'harmed')) {
    return 'not_the_cause'
  }
  return 'unverified'
}

function lateHook(
  plan: RolloutPlan,
  { hook }: RolloutState,
  restoredMs: number,
): Pick<Move, 'to' | 'commands'> | undefined {
  const timeoutMs = plan.rollback.hook?.timeoutMs
  if (hook !== 'waiting' || timeoutMs === undefined || restoredMs < timeoutMs) return undefined
  const text = `The deployment was told to go back with "${plan.flag}", and has not said within ${duration(timeoutMs)} that it did.`
  const { to, commands } = raised(plan, text)
  return { to: { ...to, hook: 'timed_out' }, ...(commands && { commands }) }
}

function leftText(plan: RolloutPlan, restoredMs: number): string {
  return `${duration(Math.max(0, plan.rollback.verifyWithinMs - restoredMs))} more at most`
}

function metricsText(guardrails: readonly GuardrailReading[]): string {
  if (guardrails.length === 0) return 'no guardrail was watched'
  return guardrails
    .map(({ metric, finding, because }) => {
      const word = `${metric} is ${WORDS[finding]}`
      return because === undefined ? word : `${word}: ${because.replace(/\.$/, '')}`
    })
    .join('; ')
}

const WORDS: Readonly<Record<GuardrailReading['finding'], string>> = {
  harmed: 'still beyond its margin',
  clear: 'back within its margin',
  better: 'better than when it was rolled back, but not shown to be back',
  unclear: 'not clear yet',
  too_little: 'not seen enough yet',
  unreadable: 'not readable',
}
