import { StatsError } from '../errors.ts'
import { checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { StoppingRule } from './plan.ts'

/** A look that a plan says. */
export interface PlannedLook {
  /** From 0 on. */
  readonly look: number
  /** It is taken when so many units are there. */
  readonly units: number
  /** And not before it has run for so long. */
  readonly notBeforeMs?: number
}

/** 0.07 of 100 units is more than 7 of them, by the last digit of a double. */
const DUST = 2 ** -51

/**
 * The looks that a stopping rule says; none where it may be read at any time.
 *
 * @throws StatsError `invalid_input` for a rule of no such kind, and for units, fractions or a
 *   wait that are not above 0
 */
export function plannedLooks(stopping: StoppingRule): readonly PlannedLook[] {
  // What is no object at all is a rule that is none.
  checkRecord('stopping', Object(stopping), 'a kind')
  const given: Partial<StoppingRule> | null = stopping
  const fractions = given?.kind === 'fixed' ? [1] : fractionsOf(given)
  if (fractions === undefined) {
    throw new StatsError(
      'invalid_input',
      'The stopping rule is none. Give { kind: "fixed", units }, { kind: "group_sequential", units, fractions } or { kind: "always_valid" }.',
    )
  }
  if (stopping.kind === 'always_valid') return []
  const wait = stopping.kind === 'fixed' ? stopping.notBeforeMs : undefined
  if (wait !== undefined) checkPositive('notBeforeMs', wait)
  return fractions.map((fraction, look) => {
    checkPositive('fraction', fraction)
    checkPositive('units', stopping.units)
    const units = unitsOfLook(stopping.units, fraction)
    return { look, units, ...(wait !== undefined && { notBeforeMs: wait }) }
  })
}

/** How many of the planned units have to be there for a look at a fraction of them. */
export function unitsOfLook(units: number, fraction: number): number {
  return Math.ceil(units * fraction * (1 - DUST))
}

function fractionsOf(given: Partial<StoppingRule> | null): readonly number[] | undefined {
  if (given?.kind === 'always_valid') return []
  const fractions = given?.kind === 'group_sequential' ? given.fractions : undefined
  return Array.isArray(fractions) ? fractions : undefined
}
