import { duration } from '../papers/duration.ts'
import type { GuardrailReading } from '../reading/read-guardrail.ts'
import { afterwards } from './afterwards.ts'
import { raised, told } from './alarms.ts'
import { deploymentText, isDeployed, lateHook, toldOf } from './deployment.ts'
import type { ClientReceipts, RolloutEvent } from './event.ts'
import type { RolloutState, Verification } from './state.ts'
import { withMove, type Given, type Move } from './turn.ts'

/** The share of clients that decides for all: there is always a tab that is asleep. */
const ENOUGH = 0.9

type Tick = Extract<RolloutEvent, { kind: 'tick' }>

/** A tick after the flag was restored: did it help? */
export function verified({ plan, state, event }: Given<Tick>, elapsedMs: number): Move {
  const restoredMs = state.restoredMs + elapsedMs
  const deployedMs = deployedOf(state, elapsedMs)
  const toldMs = toldOf(state, elapsedMs)
  const late = lateHook(plan, state, toldMs)
  const { hook = state.hook } = late?.to ?? {}
  const leftMs = Math.max(0, plan.rollback.verifyWithinMs - (deployedMs ?? restoredMs))
  // Code that may still go back can still bring the guardrails back.
  const isOver = leftMs === 0 && hook !== 'waiting'
  const guardrails = afterwards(plan, state, event.measurement, isOver)
  const clients = clientsOf(event.clients)
  const found = findingOf({ clients, guardrails, isDeployed: isDeployed({ hook }), isOver })
  const has = clientsText(clients, event.clients)
  const seen = [has, metricsText(guardrails), deploymentText({ hook, toldMs })]
    .filter((text) => text !== undefined)
    .join('; ')
  const base: Move = {
    to: {
      restoredMs,
      ...(state.toldMs !== undefined && { toldMs }),
      ...(deployedMs !== undefined && { deployedMs }),
      hook,
    },
    outcome: late === undefined ? 'hold' : 'failed',
    rule: `${late === undefined ? '' : `${late.rule} `}Verifying, for ${duration(leftMs)} more at most: ${seen}.`,
    guardrails,
  }
  if (found === undefined) return withMove(base, late ?? { to: {} })
  const ended: Move = {
    ...base,
    to: { ...base.to, name: 'rolled_back', verification: found },
    outcome: found === 'stepped_in' ? 'noted' : found,
    rule: `${TEXTS[found]} (${seen})`,
  }
  const text = `"${plan.flag}": ${TEXTS[found]}${clients === 'unknown' ? '' : ` (${has})`}`
  return found === 'verified'
    ? withMove(ended, { to: {}, commands: told(plan, text) })
    : withMove(ended, raised(plan, state, text))
}

function deployedOf({ deployedMs }: RolloutState, elapsedMs: number): number | undefined {
  return deployedMs === undefined || deployedMs === null ? undefined : deployedMs + elapsedMs
}

/** What people are told of a rollback, in these words. */
export const TEXTS: Readonly<Record<Verification, string>> = {
  verified: 'The flag was restored, clients have it, and the guardrails are back.',
  not_the_cause:
    'The flag was restored and clients have it, but the guardrail is still beyond its margin: the flag was not the cause. Look elsewhere.',
  clients_behind:
    'The flag was restored, but too few clients have it to tell whether it helped. Users of the others may still see the treatment.',
  not_deployed:
    'The flag was restored, but the deployment is not known to have gone back too, so whether it helped cannot be told. See to it, and say so with "deployed" before the incident is closed: then it is verified anew.',
  unverified:
    'The flag was restored, but too little was seen to tell whether it helped. Look for yourself.',
  stepped_in:
    'Somebody took the flag over while its rollback was verified. It is not verified any further.',
}

type Clients = 'unknown' | 'behind' | 'enough' | 'there'

function clientsOf(receipts: ClientReceipts | undefined): Clients {
  if (receipts === undefined || receipts.connected === 0) return 'unknown'
  const { connected, fetched } = receipts
  if (fetched >= connected) return 'there'
  return fetched >= connected * ENOUGH ? 'enough' : 'behind'
}

function clientsText(clients: Clients, receipts: ClientReceipts | undefined): string {
  if (receipts === undefined || clients === 'unknown') return 'no client was seen since'
  const { connected, fetched } = receipts
  if (clients === 'there')
    return `every client that was seen has the restored version, ${fetched} of ${connected}`
  const word = clients === 'enough' ? 'enough to tell' : 'too few to tell'
  return `${fetched} of ${connected} clients that were seen have the restored version, ${word}`
}

function findingOf(seen: {
  readonly clients: Clients
  readonly guardrails: readonly GuardrailReading[]
  readonly isDeployed: boolean
  readonly isOver: boolean
}): Verification | undefined {
  const { clients, guardrails, isDeployed: isCodeBack, isOver } = seen
  // Where no guardrail was read before the rollback, nothing can be shown to be back.
  const areBack = guardrails.length > 0 && guardrails.every(({ finding }) => finding === 'clear')
  if (clients === 'there' && areBack && isCodeBack) return 'verified'
  // While there is time, more clients may come to have it.
  if (!isOver) return undefined
  if (clients === 'behind') return 'clients_behind'
  // Whatever the guardrails say, they say it of code that may not have gone back.
  if (!isCodeBack) return 'not_deployed'
  if (clients === 'unknown') return 'unverified'
  // The guardrails are of people who have the restored version alone.
  if (guardrails.some(({ finding }) => finding === 'harmed')) return 'not_the_cause'
  return areBack ? 'verified' : 'unverified'
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
  suspect: 'not to be told by a handful alone',
  clear: 'back within its margin',
  better: 'better than when it was rolled back, but not shown to be back',
  unclear: 'not clear yet',
  too_little: 'not seen enough yet',
  unreadable: 'not readable',
}
