import { duration } from '../papers/duration.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { raised } from './alarms.ts'
import type { RolloutEvent } from './event.ts'
import type { RolloutState } from './state.ts'
import { turnOf, unmoved, withMove, type Given, type Move, type Turn } from './turn.ts'

type Hook = Extract<RolloutEvent, { kind: 'hook' }>

/** Whether nothing is missing of the deployment: it went back, or there was none to tell. */
export function isDeployed({ hook }: Pick<RolloutState, 'hook'>): boolean {
  return hook === 'none' || hook === 'acknowledged'
}

/** What the deployment says that was told to go back; `undefined` where none was told. */
export function deploymentText({
  hook,
  toldMs,
}: Pick<RolloutState, 'hook' | 'toldMs'>): string | undefined {
  if (hook === 'waiting' && toldMs === null) return 'no word was sent to the deployment yet'
  return hook === 'none' ? undefined : TEXTS[hook]
}

const TEXTS: Readonly<Record<Exclude<RolloutState['hook'], 'none'>, string>> = {
  waiting: 'the deployment has not said yet that it went back too',
  acknowledged: 'the deployment went back too',
  refused: 'the deployment refused to go back',
  timed_out: 'the deployment has not said that it went back too',
}

/** What the deployment answers that was told to go back, or what a person says for it. */
export function hookAnswered({ plan, state, event }: Given<Hook>): Turn {
  if (event.outcome === 'told') {
    const rule = 'Word is sent to the deployment that it is to go back too.'
    return turnOf(state, { to: { toldMs: 0 }, outcome: 'noted', rule })
  }
  const isTakenBack = state.name === 'verifying' && state.hook === 'acknowledged'
  if (isDeployed(state) && !(isTakenBack && event.outcome !== 'acknowledged'))
    return unmoved(state, 'noted', 'The deployment is not waited for.')
  if (event.outcome === 'acknowledged') return turnOf(state, wentBack(state, event))
  const { by, message } = event
  const rule =
    by === undefined
      ? `The deployment refused to go back: ${message ?? 'it gave no reason'}.`
      : `${by.name} says that the deployment did not go back: ${message ?? 'no reason was given'}.`
  return turnOf(
    state,
    withMove(
      { to: { hook: 'refused', deployedMs: null }, outcome: 'failed', rule },
      raised(plan, state, `"${plan.flag}": ${rule}`),
    ),
  )
}

/** What users meet has changed with the deployment: the guardrails have to be back from now on. */
function wentBack(state: RolloutState, { at, by, message }: Hook): Move {
  const said = message === undefined ? '' : `: ${message}`
  const rule =
    by === undefined
      ? 'The deployment says that it went back too.'
      : `${by.name} says that the deployment went back too${said}.`
  const to = { hook: 'acknowledged' } as const
  const anew = { ...to, deployedMs: 0, countedSince: at }
  if (state.name === 'verifying') return { to: anew, outcome: 'acknowledged', rule }
  if (!isOpen(state)) return { to, outcome: 'acknowledged', rule }
  return {
    to: { ...anew, name: 'verifying', verification: null },
    outcome: 'acknowledged',
    rule: `${rule} Whether it helped is verified from now on.`,
  }
}

/** Whether it was verified without the deployment, and nobody has closed that. */
function isOpen({ name, verification, incident }: RolloutState): boolean {
  if (name !== 'rolled_back' || verification === null || verification === 'stepped_in') return false
  return incident !== null && incident.closedBy === undefined
}

/** For how long the deployment has had word, after some more time; null before that. */
export function toldOf(
  { toldMs, restoredMs }: Pick<RolloutState, 'toldMs' | 'restoredMs'>,
  elapsedMs: number,
): number | null {
  // Earlier releases took it for told as soon as the flag was restored.
  const since = toldMs === undefined ? restoredMs : toldMs
  return since === null ? null : since + elapsedMs
}

/** What happens when the deployment has not said in time that it went back. */
export function lateHook(
  plan: RolloutPlan,
  state: RolloutState,
  toldMs: number | null,
): (Pick<Move, 'to' | 'commands'> & { readonly rule: string }) | undefined {
  const timeoutMs = plan.rollback.hook?.timeoutMs
  if (state.hook !== 'waiting' || timeoutMs === undefined) return undefined
  if (toldMs === null || toldMs < timeoutMs) return undefined
  const rule = `Word was sent to the deployment to go back with "${plan.flag}", and it has not said within ${duration(timeoutMs)} that it did.`
  const { to, commands } = raised(plan, state, rule)
  return { to: { ...to, hook: 'timed_out' }, ...(commands && { commands }), rule }
}
