import type { Flag } from '@sluice/core'
import type { RolloutEvent } from '@sluice/rollout'
import type { Store } from '../store/store.ts'
import type { StoredRollout } from './rollout-rows.ts'
import { differenceFrom, servedMark, type Difference } from './served-mark.ts'

/** The states in which the flag is the rollout's to change. */
const ITS_OWN: ReadonlySet<string> = new Set(['running', 'paused', 'rolling_back', 'verifying'])

/** The states in which it stands still for what its flag goes by: on its way back nothing of that stops it. */
const OUT: ReadonlySet<string> = new Set(['running', 'paused'])

/** Whether the flag is the rollout's to change. */
export function isItsOwn({ name }: Pick<StoredRollout['state'], 'name'>): boolean {
  return ITS_OWN.has(name)
}

/** The mark of what the flag serves to whom; `null` where there is none. */
export function presentMark(
  { live }: Pick<Store, 'live'>,
  { environment, plan }: Pick<StoredRollout, 'environment' | 'plan'>,
): string | null {
  const ruleset = live.get(environment)?.ruleset
  if (ruleset === undefined) return null
  const flag = Object.hasOwn(ruleset.flags, plan.flag) ? ruleset.flags[plan.flag] : undefined
  return flag === undefined ? null : servedMark(ruleset, flag)
}

/**
 * Finds out whether somebody else has changed what the flag serves to whom since the rollout did:
 * the flag, or what it goes by, such as a segment.
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
  const { isFlag, parts } = isGone ? GONE : differenceFrom(mark, ruleset, flag)
  const [part] = OUT.has(state.name) ? parts : []
  if (!isFlag && part === undefined) return undefined
  return {
    kind: 'stepped_in',
    at: now,
    // Later ones were about something else; of a flag that is not there nobody knows.
    version: flag?.version ?? ruleset.version,
    message: isGone
      ? `Somebody archived the flag "${plan.flag}".`
      : textOf(flag, { isFlag, part }, plan.flag),
    isGone,
  }
}

const GONE: Difference = { isFlag: true, parts: [] }

function textOf(
  { enabled }: Flag,
  { isFlag, part }: { readonly isFlag: boolean; readonly part: string | undefined },
  key: string,
): string {
  if (!isFlag) return `Somebody changed the ${part}, which the flag "${key}" goes by.`
  return enabled ? `Somebody changed the flag "${key}".` : `Somebody turned the flag "${key}" off.`
}
