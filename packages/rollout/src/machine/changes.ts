import { comparedShare } from '../plan/allocation.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { NEW_WATCH } from '../reading/split-watch.ts'
import { raised } from './alarms.ts'
import type { RolloutEvent } from './event.ts'
import { turnOf, unmoved, withMove, type Given, type Turn } from './turn.ts'

type Of<K extends RolloutEvent['kind']> = Given<Extract<RolloutEvent, { kind: K }>>

/** How often a rollback may fail before people are told again. */
const FAILURES_TOLD = 3

export function applied({ plan, state, event }: Of<'applied'>): Turn {
  const { pending } = state
  const { version } = event
  const seenUntil = Math.max(state.seenUntil ?? 0, event.at)
  if (pending === null) {
    return unmoved(state, 'refused', 'No change of the ruleset is waiting to be confirmed.')
  }
  if (pending.kind === 'restore') {
    const { instead, staysOff } = event
    const but =
      staysOff === true
        ? ', but for being off: somebody turned it off, and a rollback turns nothing on'
        : ''
    const rule =
      instead === undefined
        ? `The flag is as it was at version ${pending.version}, in version ${version}${but}.`
        : `The flag cannot be as it was at version ${pending.version}, so its share alone was taken back in what it is now, in version ${version}: the rollout gives the treatment to nobody any more. Look at what else differs. ${instead}`
    const move = {
      to: { name: 'verifying', pending: null, failures: 0, version, restoredMs: 0, seenUntil },
      outcome: 'restored',
      rule,
    } as const
    return turnOf(
      state,
      instead === undefined ? move : withMove(move, raised(plan, state, `"${plan.flag}": ${rule}`)),
    )
  }
  const again = pending.step === state.step
  return turnOf(state, {
    to: {
      step: pending.step,
      pending: null,
      failures: 0,
      version,
      heldMs: 0,
      waitedMs: 0,
      missingMs: 0,
      waitsFor: null,
      seenUntil,
      // Under the same allocation counts go on; under another they begin anew.
      split: keepsAllocation(plan, state.step, pending.step) ? quietAgain(state.split) : NEW_WATCH,
      ...(!again && { dismissed: [] }),
    },
    outcome: 'applied',
    rule: `The share of "${plan.steps[pending.step]?.name ?? ''}" is set, in version ${version}.`,
  })
}

export function failed({ plan, state, event }: Of<'failed'>): Turn {
  const { pending } = state
  if (pending === null) {
    return unmoved(state, 'refused', 'No change of the ruleset is waiting to be confirmed.')
  }
  const failures = state.failures + 1
  const isRollback = pending.kind === 'restore'
  const rule = `${isRollback ? 'The flag could not be restored, and may still show the treatment: turn it off' : 'The share could not be set'}: ${event.message}`
  // A raise is decided anew from what the next look says; a rollback is tried until it is done.
  const move = {
    to: { failures, pending: isRollback ? pending : null },
    outcome: 'failed' as const,
    rule,
  }
  const isTold = failures === 1 ? isRollback : failures % FAILURES_TOLD === 0
  return turnOf(
    state,
    isTold ? withMove(move, raised(plan, state, `"${plan.flag}": ${rule}`)) : move,
  )
}

/** Whether two steps compare the same units in the same proportion. */
export function keepsAllocation(plan: RolloutPlan, from: number, to: number): boolean {
  const [before, after] = [plan.steps[from], plan.steps[to]]
  if (before === undefined || after === undefined) return false
  return (
    before.audience === after.audience &&
    comparedShare(before.shareBps) === comparedShare(after.shareBps)
  )
}

function quietAgain(split: typeof NEW_WATCH): typeof NEW_WATCH {
  return { ...split, controlQuietMs: 0, treatmentQuietMs: 0 }
}
