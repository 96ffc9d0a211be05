import { checkPositive } from '../input/check.ts'
import type { StoppingRule } from './plan.ts'

/** A look that a plan says. */
export interface PlannedLook {
  /** From 0 on. */
  readonly look: number
  /** It is taken when so many units are there. */
  readonly units: number
}

/**
 * The looks that a stopping rule says; none where it may be read at any time.
 *
 * @throws StatsError `invalid_input` for units or fractions that are not above 0
 */
export function plannedLooks(stopping: StoppingRule): readonly PlannedLook[] {
  if (stopping.kind === 'always_valid') return []
  const fractions = stopping.kind === 'fixed' ? [1] : stopping.fractions
  return fractions.map((fraction, look) => {
    const units = Math.ceil(fraction * stopping.units)
    checkPositive('fraction', fraction)
    checkPositive('units', units)
    return { look, units }
  })
}
