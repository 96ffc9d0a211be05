import type { RolloutState } from '@sluice/rollout'
import type { Decided, Rollout } from './shapes.ts'

/** More than this nobody reads in a dialog; the log has them all. */
const MOST = 5

/**
 * What people did to a rollout since it was seen, and what moved it elsewhere, oldest first.
 * A look that says something new and moves nothing is left out: it would hide who did what.
 *
 * @param decisions - newest first, as they are listed
 */
export function movesSince(
  seen: Pick<Rollout, 'decisions'>,
  decisions: readonly Decided[],
): readonly Decided[] {
  return decisions
    .filter(
      ({ seq, entry: { before, event, after } }) =>
        seq > seen.decisions &&
        (('by' in event && event.by !== undefined) || placeOf(before) !== placeOf(after)),
    )
    .slice(0, MOST)
    .toReversed()
}

/** Where the service says that a rollout stands, and where it is on its way to. */
function placeOf({ name, step, pausedBy, incident, pending }: RolloutState): string {
  return [name, step, pausedBy, incident?.closedBy?.id, pending?.kind].join(' ')
}

/** Whether a rollout stands where it stood; what then differs is its flag. */
export function isWhereItWas(seen: Rollout, now: Rollout): boolean {
  return (
    seen.state === now.state &&
    seen.step?.index === now.step?.index &&
    seen.pausedBy === now.pausedBy &&
    seen.incident?.closedBy?.id === now.incident?.closedBy?.id
  )
}
