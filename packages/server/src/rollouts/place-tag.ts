import { createHash } from 'node:crypto'
import type { Store } from '../store/store.ts'
import type { StoredRollout } from './rollout-rows.ts'
import { isItsOwn, steppedInto } from './stepped-into.ts'

const HASH_DIGITS = 16

/**
 * The tag of where a rollout stands: its state, step and pause, and what others have made of its
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

/**
 * The ETag of all that is answered of a rollout, looks, alarm and all: the place with a hash of
 * the rest. As an `If-Match` it means the place.
 */
export function answerTag(place: string, body: object): string {
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  return `${place.slice(0, -1)}/${hash.slice(0, HASH_DIGITS)}"`
}

/** Whether an `If-Match` names a place; what did not come names every one. */
export function matchesTag(ifMatch: string | undefined, place: string): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true
  return ifMatch.split(',').some((each) => {
    const tag = each.trim().replace(/^W\//, '')
    return tag.replace(/\/[0-9a-f]+"$/, '"') === place
  })
}

/** While the flag is the rollout's own, only what others do to it counts; before and after, everything. */
function flagOf(store: Pick<Store, 'live'>, rollout: StoredRollout, now: number): string {
  const { environment, plan, state } = rollout
  if (isItsOwn(state)) return String(steppedInto(store, rollout, now)?.version ?? 'own')
  const flags = store.live.get(environment)?.ruleset.flags ?? {}
  return Object.hasOwn(flags, plan.flag) ? String(flags[plan.flag]?.version ?? 0) : 'gone'
}
