import type { RolloutVerb } from './rollout-verb.ts'
import type { RolloutAnswer } from './rollout-answer.ts'

/** What somebody wants of a rollout that they name by its flag. */
export type Wish = RolloutVerb | 'status' | 'playbook' | 'postMortem' | 'replay'

type Suits = (rollout: RolloutAnswer) => boolean

const BUSY: ReadonlySet<string> = new Set(['running', 'paused', 'rolling_back', 'verifying'])
const OUT: ReadonlySet<string> = new Set(['running', 'paused'])

const isDraft: Suits = ({ state }) => state === 'draft'
const isOut: Suits = ({ state }) => OUT.has(state)
const isBusy: Suits = ({ state }) => BUSY.has(state)
const waitsForDeployment: Suits = ({ hook = 'none' }) => hook !== 'none' && hook !== 'acknowledged'

/** The rollouts that something can be done to, or that have what is asked for. */
const SUITS: Readonly<Record<Wish, Suits>> = {
  start: isDraft,
  approve: (rollout) => isDraft(rollout) || isOut(rollout),
  pause: isOut,
  resume: isOut,
  advance: isOut,
  roll_back: isBusy,
  abort: (rollout) => isDraft(rollout) || isBusy(rollout),
  acknowledge: ({ alarm }) => alarm !== null,
  close: ({ incident }) => incident !== null && incident.closedBy === null,
  deployed: waitsForDeployment,
  status: () => true,
  playbook: () => true,
  postMortem: ({ incident }) => incident !== null,
  replay: ({ decisions }) => decisions > 0,
}

/**
 * Picks the rollout of a flag that somebody means: one that what they want can be done to, and
 * among those the one that is under way, then one whose incident is open, then the newest that
 * ever began. A plan that is only a draft never stands before one that people have.
 *
 * @param rollouts - of one flag, newest first
 */
export function whichRollout(
  rollouts: readonly RolloutAnswer[],
  wish: Wish,
): RolloutAnswer | undefined {
  const suits = SUITS[wish]
  const [found] = rollouts.toSorted(
    (one, other) =>
      Number(suits(other)) - Number(suits(one)) || standingOf(one) - standingOf(other),
  )
  return found
}

function standingOf(rollout: RolloutAnswer): number {
  if (isBusy(rollout)) return 0
  if (rollout.isLocked) return 1
  return isDraft(rollout) ? 3 : 2
}
