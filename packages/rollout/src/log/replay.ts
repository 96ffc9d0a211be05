import { stepRollout } from '../machine/step.ts'
import type { RolloutState } from '../machine/state.ts'
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
 * must be the one that the other has left; where looks are between them that said nothing new, it
 * may differ by what such looks count, and by nothing else. States, orders and numbers are compared
 * bit for bit; sentences too, unless a release with other words wrote them.
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
    const jumped = previous && jumpBetween(previous.after, entry.before)
    if (jumped !== undefined) {
      return differs(
        `A decision before it is missing: no look that says nothing new changes "${jumped}".`,
      )
    }
    return { revision, ...compared(plan, entry) }
  })
}

/** What a look counts that says nothing new, and that no log keeps. */
const COUNTED: ReadonlySet<string> = new Set([
  'revision',
  'heldMs',
  'waitedMs',
  'missingMs',
  'split',
  'isMismatched',
  'baseline',
  'waitsFor',
  'seenUntil',
  'countedSince',
  'trustedUntil',
  'restoredMs',
  'toldMs',
  'deployedMs',
] satisfies (keyof RolloutState)[])

/** What differs between two states that has to be decided, and is written down then. */
function jumpBetween(from: RolloutState, to: RolloutState): string | undefined {
  const [was, is] = [from, to].map(decidedOf)
  const names = new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])
  return [...names].find((name) => canonical(was?.[name] ?? null) !== canonical(is?.[name] ?? null))
}

function decidedOf({ alarm, ...state }: RolloutState): Readonly<Record<string, unknown>> {
  const decided = Object.entries(state).filter(([name]) => !COUNTED.has(name))
  // For how long nobody has acknowledged it passes by itself.
  return { ...Object.fromEntries(decided), alarm: alarm && { text: alarm.text, told: alarm.told } }
}

function compared(plan: RolloutPlan, entry: DecisionEntry): Omit<Replayed, 'revision'> {
  const now = madeAgain(plan, entry)
  if (typeof now === 'string') return { isSame: false, difference: now }
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

/** The turn, or why nothing can be made of what an entry says: it may come from anywhere. */
function madeAgain(plan: RolloutPlan, { before, event }: DecisionEntry): Turn | string {
  try {
    return stepRollout(plan, before, event)
  } catch (error) {
    return `It cannot be made again from what it says of its plan, its state or its event: ${String(error)}.`
  }
}

function differenceOf(now: Turn, then: Turn): string | undefined {
  for (const name of ['state', 'commands', 'decision'] as const) {
    const [ours, theirs] = [canonical(now[name]), canonical(then[name])]
    if (ours !== theirs) return `The ${name} would be ${ours}, and the log says ${theirs}.`
  }
  return undefined
}
