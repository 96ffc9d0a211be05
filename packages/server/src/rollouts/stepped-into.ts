import type { RolloutEvent } from '@sluice/rollout'
import type { Store } from '../store/store.ts'
import { flagMark } from './flag-mark.ts'
import type { StoredRollout } from './rollout-rows.ts'

/** The states in which the flag is the rollout's to change. */
const ITS_OWN: ReadonlySet<string> = new Set(['running', 'paused', 'rolling_back', 'verifying'])

/** Whether the flag is the rollout's to change. */
export function isItsOwn({ name }: Pick<StoredRollout['state'], 'name'>): boolean {
  return ITS_OWN.has(name)
}

/** The mark of the flag as it is served; `null` where there is none. */
export function presentMark(
  { live }: Pick<Store, 'live'>,
  { environment, plan }: Pick<StoredRollout, 'environment' | 'plan'>,
): string | null {
  const flags = live.get(environment)?.ruleset.flags ?? {}
  const flag = Object.hasOwn(flags, plan.flag) ? flags[plan.flag] : undefined
  return flag === undefined ? null : flagMark(flag)
}

/**
 * Finds out whether somebody else has changed what the flag can serve since the rollout did.
 * Asked inside the transaction, where every earlier change has been published.
 */
export function steppedInto(
  { live }: Pick<Store, 'live'>,
  { environment, plan, state, flagMark: mark }: StoredRollout,
  now: number,
): Extract<RolloutEvent, { kind: 'stepped_in' }> | undefined {
  if (mark === null || !isItsOwn(state) || state.pausedBy === 'stepped_in') return undefined
  const ruleset = live.get(environment)?.ruleset
  if (ruleset === undefined) return undefined
  const flag = Object.hasOwn(ruleset.flags, plan.flag) ? ruleset.flags[plan.flag] : undefined
  const isGone = flag === undefined || flag.archived
  if (!isGone && flagMark(flag) === mark) return undefined
  return {
    kind: 'stepped_in',
    at: now,
    // Later ones were about something else; of a flag that is not there nobody knows.
    version: flag?.version ?? ruleset.version,
    message: isGone
      ? `Somebody archived the flag "${plan.flag}".`
      : flag.enabled
        ? `Somebody changed the flag "${plan.flag}".`
        : `Somebody turned the flag "${plan.flag}" off.`,
    isGone,
  }
}
