import type { ArchivedExperiment } from '../service/shapes/experiments.ts'

const DECISIONS = { ship: 'Shipped', roll_back: 'Rolled back', end: 'Ended without a winner' }

/** What was decided, such as `Shipped “warm”`; without a winner, nothing is named. */
export function decisionWords({
  decision,
  variant,
}: Pick<ArchivedExperiment, 'decision' | 'variant'>): string {
  return decision === 'ship' ? `${DECISIONS.ship} “${variant}”` : DECISIONS[decision]
}
