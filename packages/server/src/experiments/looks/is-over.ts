import { countedUnits, plannedLooks, type AnalysisData } from '@sluice/stats'
import type { SealedPlan } from '../sealed-plan.ts'
import type { StoredLook } from './look-rows.ts'
import { youngestLook } from './look-times.ts'

/** Whether an experiment has ended; what was stopped alone may have a look that is due. */
export type Ended = 'no' | 'stopped' | 'for_good'

/** Tells whether an experiment has no planned look to come: where one is due, it is taken yet. */
export function isOver(
  { ended, plan }: { readonly ended: Ended; readonly plan: Pick<SealedPlan, 'stopping'> },
  data: AnalysisData,
  stored: readonly StoredLook[],
): boolean {
  if (ended !== 'stopped') return ended === 'for_good'
  const last = stored.at(-1)?.look ?? -1
  const next = plannedLooks(plan.stopping).find(({ look }) => look > last)
  if (next === undefined) return true
  return (data.ranMs ?? 0) < youngestLook(next) || countedUnits(data) < next.units
}
