import type { PlannedLook } from '@sluice/stats'
import { youngestLook } from './looks/look-times.ts'
import { livedOf } from './lived.ts'
import { ALWAYS_OPEN } from './open-time.ts'
import type { SealedPlan } from './sealed-plan.ts'
import type { PlanSize } from './size.ts'

const WEEK_MS = 7 * 86_400_000

/**
 * When a look is taken after the start, at the traffic of the plan, in milliseconds.
 *
 * @param size - the units that are there in the planned weeks, and when they come
 */
export function expectedMs(
  plan: SealedPlan,
  look: PlannedLook,
  { reachable, open }: Pick<PlanSize, 'reachable' | 'open'>,
): number {
  const waitMs = livedOf(plan)?.ms ?? 0
  const { fromMs, toMs } = open ?? ALWAYS_OPEN
  const comeMs = Math.min(plan.weeks * WEEK_MS - waitMs, toMs ?? Infinity) - fromMs
  return Math.max(youngestLook(look), waitMs + fromMs + (look.units / reachable) * comeMs)
}
