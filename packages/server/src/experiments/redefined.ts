import { isDeepStrictEqual } from 'node:util'
import type { SealedPlan } from './sealed-plan.ts'

/** Names the metrics of a sealed plan that are defined otherwise now. */
export function redefinedIn(plan: SealedPlan, planNow: SealedPlan | undefined): string[] {
  if (planNow === undefined) return []
  return Object.entries(plan.definitions)
    .filter(([name, metric]) => {
      const is = planNow.definitions[name]
      return is !== undefined && !isDeepStrictEqual(plain(metric), plain(is))
    })
    .map(([name]) => name)
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
