import type { Fault } from '@sluice/core'
import { refuseFaults } from './refuse-faults.ts'
import type { SealedPlan } from './sealed-plan.ts'
import type { PlanSize } from './size.ts'

/**
 * Refuses a smallest lift that no rate can have, of more than everybody or of less than nobody:
 * percents that are written for shares come to such.
 *
 * @throws HttpError `INVALID_EXPERIMENT` (422)
 */
export function refuseImpossibleEffects(plan: SealedPlan, { metrics }: PlanSize): void {
  refuseFaults(
    plan.primary.flatMap(({ key, kind, direction }): Fault[] => {
      const { minimumEffect: effect, baseline } =
        metrics.find(({ metric }) => metric === key) ?? NOTHING
      if (kind !== 'rate' || effect === null || baseline === null || baseline.mean === 0) return []
      const { mean } = baseline
      const isLower = direction === 'lower_is_better'
      const most = isLower ? 1 : 1 / mean - 1
      if (effect <= most) return []
      const reached = mean * (isLower ? 1 - effect : 1 + effect)
      const share = effect / 100
      const meant = share <= most ? `; for ${percent(share)} write ${share}` : ''
      const message = `A lift of ${percent(effect)} would bring it from ${percent(mean)} of the units to ${percent(reached)}. A lift is a share of what there is, at most ${percent(most)} here${meant}.`
      const at = ['metrics', key, 'minimumEffect']
      return [{ path: `$.${at.join('.')}`, at, message }]
    }),
  )
}

const NOTHING = { minimumEffect: null, baseline: null }

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}
