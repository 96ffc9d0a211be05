import { asymptoticSequence, groupSequentialBounds, normalUpperQuantile } from '@sluice/stats'
import type { SealedPlan } from './sealed-plan.ts'

/**
 * Standard errors that the effect on a primary metric has to be large at so many units, to be found
 * with the power of the plan by the test that it is read by, however many are compared.
 *
 * @param look - which of the planned looks is read; of the last one unless it is given, as earlier
 *   ones add a little
 */
export function driftOf(plan: SealedPlan, look?: number): (units: number) => number {
  const { stopping, power = 0.8 } = plan
  const alpha = alphaOfOne(plan)
  const reach = normalUpperQuantile(1 - power)
  switch (stopping.kind) {
    case 'fixed': {
      const bound = normalUpperQuantile(alpha / 2)
      return () => bound + reach
    }
    case 'group_sequential': {
      const { fractions, spending } = stopping
      const design = { fractions, alpha, ...(spending !== undefined && { spending }) }
      const { bounds } = groupSequentialBounds(design)
      const bound = bounds.at(look ?? -1) ?? Infinity
      return () => bound + reach
    }
    case 'always_valid': {
      const { tunedFor } = stopping
      const settings = { alpha, ...(tunedFor !== undefined && { tunedFor }) }
      return (units) => {
        const n = Math.max(2, Math.round(units))
        return (
          asymptoticSequence({ estimate: 0, standardError: 1, n }, settings).interval.high + reach
        )
      }
    }
  }
}

/** What is left of alpha for one primary comparison, where all of them share it. */
function alphaOfOne({ alpha = 0.05, correction, primary, variants, control }: SealedPlan): number {
  if (correction === 'none') return alpha
  const treatments = variants.filter(({ key, share }) => key !== control && share > 0)
  return alpha / Math.max(1, primary.length * treatments.length)
}
