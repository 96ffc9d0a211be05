import { sinceThen } from '@sluice/rollout'
import type { StoredRollout } from './rollout-rows.ts'

/**
 * Since when what a rollout is measured by happened, as a clock has it that may have gone back since:
 * what belongs to the allocation compares, whatever it is dated. What came since a flag was restored
 * is told from what came before by nothing else, so that it has to wait for the clock.
 *
 * @param now - the wall clock, epoch milliseconds
 */
export function countedFrom(
  { countedFrom: since, plan, state }: Pick<StoredRollout, 'countedFrom' | 'plan' | 'state'>,
  now: number,
): number {
  const isOut = state.name === 'running' || state.name === 'paused'
  return isOut ? sinceThen(plan, since, now) : since
}

/** The same, where a person has begun to count anew since, or the deployment went back later. */
export function measuredFrom(rollout: StoredRollout, now: number): number {
  const anew = { ...rollout, countedFrom: rollout.state.countedSince ?? 0 }
  return Math.max(countedFrom(rollout, now), countedFrom(anew, now))
}
