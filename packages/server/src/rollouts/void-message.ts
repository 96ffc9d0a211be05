import type { Selectable } from 'kysely'
import type { Tables } from '../store/tables.ts'
import type { StoredRollout } from './rollout-rows.ts'

/**
 * Tells why a message that waits means nothing any more; `undefined` where it is to be sent. What
 * happened stays news, however late. An order to a deployment ends with what it was given for, and
 * with its time limit; that nobody has acknowledged an alarm ends with that alarm.
 *
 * @param triedMs - for how long it is tried at least
 */
export function whyVoid(
  { kind, body }: Pick<Selectable<Tables['rollout_messages']>, 'kind' | 'body'>,
  rollout: Pick<StoredRollout, 'plan' | 'state'>,
  triedMs: number,
): string | undefined {
  if (kind === 'call_hook') return whyNoOrder(rollout, triedMs)
  const { since } = JSON.parse(body) as { readonly since?: number }
  const { alarm } = rollout.state
  if (since === undefined || alarm?.since === since) return undefined
  return 'somebody has acknowledged the alarm'
}

function whyNoOrder(
  { plan, state }: Pick<StoredRollout, 'plan' | 'state'>,
  triedMs: number,
): string | undefined {
  const { name, hook, incident } = state
  if (incident?.closedBy !== undefined) return 'the incident is closed'
  if (name === 'aborted') return 'the rollback was aborted'
  if (hook === 'acknowledged') return 'somebody said that the deployment went back'
  if (hook === 'refused') return 'somebody said that the deployment did not go back'
  const isLate = triedMs >= (plan.rollback.hook?.timeoutMs ?? Infinity)
  return hook === 'timed_out' || isLate ? 'its time limit is over' : undefined
}
