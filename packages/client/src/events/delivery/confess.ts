import type { DroppedExposures } from '@sluice/core'
import type { PageEvents } from '../page-events.ts'

// What one event may tell of.
const MOST_VARIANTS = 100

/** Records what was given up: one event a reason, with the variants whose exposures are missing. */
export function confess(losses: ReadonlyMap<string, number>, { record }: PageEvents): void {
  const reasons = new Map<string, { count: number; exposures: DroppedExposures[] }>()
  for (const [key, count] of losses) {
    const [reason, [flag, variant]] = JSON.parse(key) as [string, [string?, string?]]
    const told = reasons.get(reason) ?? { count: 0, exposures: [] }
    reasons.set(reason, told)
    told.count += count
    if (flag !== undefined && variant !== undefined && told.exposures.length < MOST_VARIANTS)
      told.exposures.push({ flag, variant, count })
  }
  for (const [reason, { count, exposures }] of reasons)
    record({ type: 'dropped', reason, count, ...(exposures[0] && { exposures }) })
}
