import { NEW_WATCH } from '../reading/split-watch.ts'
import type { RolloutState } from './state.ts'

/** Whether what was counted does not divide as planned, so that it never compares any more. */
export function isBroken({ isMismatched, pausedBy }: RolloutState): boolean {
  return isMismatched === true || pausedBy === 'mismatch'
}

/**
 * Leaves out what was counted until now where it does not compare: a person goes on, who has seen
 * to it, and what came before would say the same for ever.
 */
export function countedAnew(state: RolloutState, at: number): Partial<RolloutState> {
  return isBroken(state) ? { split: NEW_WATCH, countedSince: at, isMismatched: false } : {}
}
