import type { Version } from '../service/shapes/environment.ts'
import type { Decided, Rollout } from './shapes.ts'
import { outcomeOf } from './words.ts'

/** Something that a chart has a line for. */
export interface Happened {
  /** Epoch milliseconds. */
  readonly at: number
  readonly kind: 'step' | 'breach' | 'back' | 'person' | 'config' | 'silence'
  readonly text: string
}

const KINDS: Readonly<Record<string, Happened['kind']>> = {
  started: 'person',
  applied: 'step',
  complete: 'step',
  regression: 'breach',
  mismatch: 'breach',
  no_data: 'silence',
  roll_back: 'breach',
  restored: 'back',
  verified: 'back',
  not_the_cause: 'breach',
  clients_behind: 'breach',
  not_deployed: 'breach',
  unverified: 'back',
  pause: 'person',
  resume: 'person',
  abort: 'person',
  approved: 'person',
  stepped_in: 'config',
  failed: 'breach',
}

/**
 * What happened to a rollout and around it, oldest first: its steps, breaches and people, and the
 * versions in which others changed the flag. What says the same as the line before is left out.
 *
 * @param decisions - newest first, as they are listed
 */
export function happenings(
  rollout: Pick<Rollout, 'id' | 'flag' | 'plan' | 'createdAt'>,
  decisions: readonly Decided[],
  versions: readonly Version[],
): readonly Happened[] {
  const own = decisions.toReversed().flatMap((decided): Happened[] => {
    const kind = KINDS[decided.outcome]
    return kind === undefined
      ? []
      : [{ at: Date.parse(decided.at), kind, text: textOf(rollout, decided) }]
  })
  const theirs = versions
    .filter(
      ({ action, changes, createdAt }) =>
        !action.startsWith('rollout.') &&
        createdAt >= rollout.createdAt &&
        changes.some(({ flag }) => flag === rollout.flag),
    )
    .map(({ createdAt, version, actor, action }): Happened => ({
      at: Date.parse(createdAt),
      kind: 'config',
      text: `${actor.name} changed the flag in version ${version} (${action})`,
    }))
  return [...own, ...theirs]
    .toSorted((left, right) => left.at - right.at)
    .filter(({ kind, text }, index, all) => {
      const before = all[index - 1]
      return before === undefined || before.kind !== kind || before.text !== text
    })
}

function textOf({ plan }: Pick<Rollout, 'plan'>, { outcome, rule, entry }: Decided): string {
  if (outcome !== 'applied') return `${outcomeOf(outcome).word}: ${rule}`
  const step = plan.steps[entry.after.step]
  return step === undefined ? rule : `${step.name} begins, ${step.shareBps / 100} %`
}
