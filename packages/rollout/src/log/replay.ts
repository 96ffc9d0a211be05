import { stepRollout } from '../machine/step.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { canonical } from './canonical.ts'
import { planHash, type DecisionEntry } from './entry.ts'

/** What became of a decision that was made again. */
export interface Replayed {
  /** The revision that the decision made. */
  readonly revision: number
  /** Whether it came out the same, bit for bit. */
  readonly isSame: boolean
  /** What differs, in a sentence. */
  readonly difference?: string
}

/**
 * Makes the decisions of a log again, and compares what comes out with what was written down.
 *
 * Each entry is made from the state it names. Where one follows the other at once, the state
 * must be the one that the other has left.
 */
export function replay(plan: RolloutPlan, entries: readonly DecisionEntry[]): readonly Replayed[] {
  const hash = planHash(plan)
  return entries.map((entry, index) => {
    const revision = entry.after.revision
    const differs = (difference: string): Replayed => ({ revision, isSame: false, difference })
    if (entry.plan !== hash) return differs('It was decided by another plan.')
    const previous = entries[index - 1]
    if (
      previous !== undefined &&
      previous.after.revision === entry.before.revision &&
      canonical(previous.after) !== canonical(entry.before)
    ) {
      return differs('It does not begin where the decision before it has ended.')
    }
    if (previous !== undefined && entry.before.revision < previous.after.revision) {
      return differs('It begins before the decision before it has ended.')
    }
    const turn = stepRollout(plan, entry.before, entry.event)
    for (const [name, now, then] of [
      ['state', turn.state, entry.after],
      ['commands', turn.commands, entry.commands],
      ['decision', turn.decision, entry.decision],
    ] as const) {
      if (canonical(now) !== canonical(then)) {
        return differs(
          `The ${name} would be ${canonical(now)}, and the log says ${canonical(then)}.`,
        )
      }
    }
    return { revision, isSame: true }
  })
}
