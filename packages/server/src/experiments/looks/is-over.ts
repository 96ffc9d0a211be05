import { countedUnits, plannedLooks, type AnalysisData } from '@sluice/stats'
import type { SealedPlan } from '../sealed-plan.ts'
import { plannedEndOf } from '../progress.ts'
import type { StoredLook } from './look-rows.ts'
import { youngestLook } from './look-times.ts'

/** Whether an experiment has ended; what was stopped alone may have a look that is due. */
export type Ended = 'no' | 'stopped' | 'for_good'

/** How far a run has come. */
export interface ComeSoFar {
  readonly ended: Ended
  /** Somebody stopped it, before anybody decided. */
  readonly isStopped: boolean
  readonly plan: Pick<SealedPlan, 'stopping' | 'weeks'>
  /** Since when units count, epoch milliseconds. */
  readonly countedFrom: number
  /** Epoch milliseconds: now, or when it was stopped. */
  readonly until: number
}

/**
 * Tells whether an experiment has no planned look to come: where one is due, it is taken yet. One
 * that may be read at any time is over when it was stopped, and when its planned weeks are.
 */
export function isOver(
  { ended, isStopped, plan, countedFrom, until }: ComeSoFar,
  data: AnalysisData,
  stored: readonly StoredLook[],
): boolean {
  if (plan.stopping.kind === 'always_valid') {
    return isStopped || until >= plannedEndOf(plan, countedFrom)
  }
  if (ended !== 'stopped') return ended === 'for_good'
  const last = stored.at(-1)?.look ?? -1
  const next = plannedLooks(plan.stopping).find(({ look }) => look > last)
  if (next === undefined) return true
  return (data.ranMs ?? 0) < youngestLook(next) || countedUnits(data) < next.units
}
