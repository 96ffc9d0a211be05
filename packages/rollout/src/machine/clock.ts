import { duration } from '../papers/duration.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import type { RolloutState } from './state.ts'

/**
 * What a look makes of the wall clock, which may go back: what comes after that has earlier times
 * than what came before, and both count.
 *
 * @param at - the wall clock at the look, epoch milliseconds
 * @returns the times that are remembered, and what there is to say of the clock
 */
export function readClock(
  plan: RolloutPlan,
  state: RolloutState,
  at: number,
): { readonly to: Partial<RolloutState>; readonly rule?: string } {
  const { seenUntil = at, countedSince, trustedUntil } = state
  const isOut = state.name === 'running' || state.name === 'paused'
  const to = {
    seenUntil: Math.max(seenUntil, at),
    ...(isOut && countedSince !== undefined && { countedSince: sinceThen(plan, countedSince, at) }),
    ...(trustedUntil !== undefined && { trustedUntil: sinceThen(plan, trustedUntil, at) }),
  }
  if (at >= seenUntil) return { to }
  const behind = `The clock went back, and is ${duration(seenUntil - at)} behind an earlier look.`
  return { to, rule: isOut ? `${behind} What was counted by then still counts.` : behind }
}

/**
 * A moment that something counts from, as a clock has it that went back: what came since the clock
 * did has earlier times, and must not wait for the clock to come there again. At most a tick of what
 * came before that moment counts too.
 */
export function sinceThen(
  { tickMs }: Pick<RolloutPlan, 'tickMs'>,
  since: number,
  at: number,
): number {
  return at < since ? Math.max(0, at - tickMs) : since
}
