import type { PlannedLook } from '@sluice/stats'
import { youngestLook } from './looks/look-times.ts'
import { livedOf } from './lived.ts'
import type { SealedPlan } from './sealed-plan.ts'

const WEEK_MS = 7 * 86_400_000

/**
 * When a look is taken after the start, at the traffic of the plan, in milliseconds.
 *
 * @param reachable - units that are there in the planned weeks
 */
export function expectedMs(plan: SealedPlan, look: PlannedLook, reachable: number): number {
  const waitMs = livedOf(plan)?.ms ?? 0
  const comeMs = (look.units / reachable) * (plan.weeks * WEEK_MS - waitMs)
  return Math.max(youngestLook(look), waitMs + comeMs)
}
