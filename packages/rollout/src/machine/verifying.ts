import type { MetricSummary } from '@sluice/stats'
import { duration } from '../papers/duration.ts'
import type { RolloutGuardrail, RolloutPlan } from '../plan/plan.ts'
import { readGuardrail, type GuardrailReading } from '../reading/read-guardrail.ts'
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
  const guardrails = afterwards(plan, state, event, isOver)
  const clients = clientsOf(event.clients)
  const found = findingOf({ clients, guardrails, hook, isOver })
  const seen: Move = {
    to: { restoredMs },
    outcome: 'hold',
    rule: `Verifying: ${CLIENTS[clients]}; ${metricsText(guardrails)}.`,
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
  stepped_in: 'Somebody changed the flag while its rollback was verified. It is theirs now.',
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

/** The guardrails since the flag was restored, against the control from before. */
function afterwards(
  plan: RolloutPlan,
  state: RolloutState,
  { measurement }: Tick,
  isOver: boolean,
): readonly GuardrailReading[] {
  const { incident } = state
  const baseline = incident?.baseline ?? {}
  return plan.guardrails
    .filter(({ metric }) =>
      incident?.metric === undefined ? Object.hasOwn(baseline, metric) : metric === incident.metric,
    )
    .map((guardrail) => {
      const { metric } = guardrail
      const before = Object.hasOwn(baseline, metric) ? baseline[metric] : undefined
      if ('fault' in measurement)
        return { metric, finding: 'unreadable', because: measurement.fault }
      const now = Object.hasOwn(measurement.metrics, metric)
        ? measurement.metrics[metric]
        : undefined
      if (now === undefined || 'fault' in now || before === undefined) {
        return { metric, finding: 'unreadable', because: `${metric} was not measured since.` }
      }
      const { treatment } = now
      if (treatment.n === 0) {
        return {
          metric,
          finding: 'too_little',
          because: `Nobody was seen since, so ${metric} says nothing.`,
        }
      }
      // Back is what rules out the harm that it was rolled back for.
      const mustRuleOutRelative = Math.max(guardrail.mustRuleOutRelative, incident?.harm ?? 0)
      const reading = compared({ ...guardrail, mustRuleOutRelative }, before, treatment)
      if (reading.finding !== 'unclear' || incident?.harmed === undefined) return reading
      // Too few had the control to say what it is. Less than the harm need not be as it was before.
      const isLess = isBetter(guardrail, compared(guardrail, incident.harmed, treatment))
      if (!isLess) return reading
      // All that will be seen was seen: less than the harm, and no worse than the few before.
      const isBack = isOver && isNoWorse(guardrail, reading, treatment)
      return { ...reading, finding: isBack ? 'clear' : 'better' }
    })
}

/** One time against another. Not drawn by chance: an event is of one of the two by how many units each has. */
function compared(
  guardrail: RolloutGuardrail,
  before: MetricSummary,
  after: MetricSummary,
): GuardrailReading {
  const share = after.n / (after.n + before.n)
  return readGuardrail(guardrail, { control: before, treatment: after }, share)
}

function isBetter({ direction }: RolloutGuardrail, { relative }: GuardrailReading): boolean {
  if (relative === undefined) return false
  const { low, high } = relative
  return direction === 'lower_is_better' ? high !== null && high < 0 : low > 0
}

function isNoWorse(
  { direction, marginRelative }: RolloutGuardrail,
  { relative }: GuardrailReading,
  since: MetricSummary,
): boolean {
  const isLower = direction === 'lower_is_better'
  const estimate = relative?.estimate ?? null
  // Where nothing happened before, no number says how much more there is since.
  if (estimate === null) return isLower && since.kind === 'rate' && since.successes === 0
  return (isLower ? estimate : -estimate) <= marginRelative
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

function metricsText(guardrails: readonly GuardrailReading[]): string {
  if (guardrails.length === 0) return 'no guardrail was watched'
  return guardrails.map(({ metric, finding }) => `${metric} is ${WORDS[finding]}`).join(', ')
}

const WORDS: Readonly<Record<GuardrailReading['finding'], string>> = {
  harmed: 'still beyond its margin',
  clear: 'back within its margin',
  better: 'better than when it was rolled back, but not shown to be back',
  unclear: 'not clear yet',
  too_little: 'not seen enough yet',
  unreadable: 'not readable',
}
