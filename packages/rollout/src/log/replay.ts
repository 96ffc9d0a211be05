import { stepRollout } from '../machine/step.ts'
import type { Turn } from '../machine/turn.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import { canonical } from './canonical.ts'
import { EDITION } from './edition.ts'
import { planHash, type DecisionEntry } from './entry.ts'
import { withoutWords } from './without-words.ts'

/** What became of a decision that was made again. */
export interface Replayed {
  /** The revision that the decision made. */
  readonly revision: number
  /** Whether state, orders and numbers came out the same, bit for bit, and the words as far as they were compared. */
  readonly isSame: boolean
  /** Another release worded it, so that its sentences say the same in other words, or were changed: nobody can tell here. */
  readonly isReworded?: true
  /** Another release decided it, by other rules; that it comes out differently here says nothing against it. */
  readonly isByOtherRules?: true
  /** What differs, in a sentence. */
  readonly difference?: string
}

/**
 * Makes the decisions of a log again, and compares what comes out with what was written down.
 *
 * Each entry is made from the state it names. Where one follows the other at once, the state
 * must be the one that the other has left. States, orders and numbers are compared bit for bit;
 * sentences too, unless a release with other words wrote them.
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
    return { revision, ...compared(plan, entry) }
  })
}

function compared(plan: RolloutPlan, entry: DecisionEntry): Omit<Replayed, 'revision'> {
  const now = stepRollout(plan, entry.before, entry.event)
  const { after: state, commands, decision } = entry
  const then: Turn = { state, commands, decision }
  const difference = differenceOf(now, then)
  if (difference === undefined) return { isSame: true }
  // A log that names no edition comes from before there were any.
  const { rules, words } = (entry as Partial<DecisionEntry>).edition ?? { rules: 0, words: 0 }
  const more = differenceOf(withoutWords(now), withoutWords(then))
  if (more === undefined && words !== EDITION.words) return { isSame: true, isReworded: true }
  if (more === undefined || rules === EDITION.rules)
    return { isSame: false, difference: more ?? difference }
  return {
    isSame: false,
    isByOtherRules: true,
    difference: `It was decided by the rules ${rules}, and this release has the rules ${EDITION.rules}. ${more}`,
  }
}

function differenceOf(now: Turn, then: Turn): string | undefined {
  for (const name of ['state', 'commands', 'decision'] as const) {
    const [ours, theirs] = [canonical(now[name]), canonical(then[name])]
    if (ours !== theirs) return `The ${name} would be ${ours}, and the log says ${theirs}.`
  }
  return undefined
}
