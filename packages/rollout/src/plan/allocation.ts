import type { RolloutStep } from './plan.ts'

/** How a share lies on the buckets of a split rule: control first, then the treatment. */
export interface Allocation {
  readonly controlBps: number
  readonly treatmentBps: number
  readonly coverageBps: number
}

const BPS = 10_000

/**
 * Lays out a share so that nobody who has the treatment loses it when it rises.
 *
 * Up to one half the treatment is home in the upper half of the buckets and grows by coverage,
 * beside a control of the same size; whoever is not covered keeps the control and is not counted.
 * Above one half everybody is covered, and the treatment grows downwards from the top.
 *
 * @param shareBps - in `[0, 10_000]`
 */
export function allocationOf(shareBps: number): Allocation {
  return shareBps <= BPS / 2
    ? { controlBps: BPS / 2, treatmentBps: BPS / 2, coverageBps: 2 * shareBps }
    : { controlBps: BPS - shareBps, treatmentBps: shareBps, coverageBps: BPS }
}

/** The share of the treatment among the units that are compared, in `(0, 1]`. */
export function comparedShare(shareBps: number): number {
  return allocationOf(shareBps).treatmentBps / BPS
}

// The steps of a plan never change, and every look divides its alpha by this.
const counted = new WeakMap<readonly RolloutStep[], number>()

/**
 * How many times a plan begins to count anew: steps that compare the same units in the same
 * proportion share their counts, and their chance of a false alarm.
 */
export function countedAllocations(steps: readonly RolloutStep[]): number {
  const known = counted.get(steps)
  if (known !== undefined) return known
  const kept = steps
    .filter(({ monitored }) => monitored)
    .map(({ audience, shareBps }) => `${comparedShare(shareBps)} ${audience ?? ''}`)
  const count = Math.max(1, new Set(kept).size)
  counted.set(steps, count)
  return count
}
