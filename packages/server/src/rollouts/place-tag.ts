import type { Store } from '../store/store.ts'
import type { StoredRollout } from './rollout-rows.ts'
import { isItsOwn, steppedInto } from './stepped-into.ts'

/**
 * The ETag of where a rollout stands: its state, step and pause, and what others have made of its
 * flag. Looks leave it alone, so that somebody may think about what to do for longer than a tick;
 * whatever a person or the machine does changes it.
 */
export function placeTag(store: Pick<Store, 'live'>, rollout: StoredRollout, now: number): string {
  const { name, step, pausedBy, incident } = rollout.state
  const place = [
    name,
    step,
    pausedBy ?? 'goes',
    incident?.closedBy === undefined ? 'open' : 'closed',
    flagOf(store, rollout, now),
  ]
  return `"${place.join('.')}"`
}

/** Whether an `If-Match` names a tag; what did not come names every one. */
export function matchesTag(ifMatch: string | undefined, tag: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true
  return ifMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === tag)
}

/** While the flag is the rollout's own, only what others do to it counts; before and after, everything. */
function flagOf(store: Pick<Store, 'live'>, rollout: StoredRollout, now: number): string {
  const { environment, plan, state } = rollout
  if (isItsOwn(state)) return String(steppedInto(store, rollout, now)?.version ?? 'own')
  const flags = store.live.get(environment)?.ruleset.flags ?? {}
  return Object.hasOwn(flags, plan.flag) ? String(flags[plan.flag]?.version ?? 0) : 'gone'
}
