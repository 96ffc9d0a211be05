import { StatsError } from '../errors.ts'
import { fewestUnits } from '../means/fewest-units.ts'
import type { TestDesign } from './design.ts'
import { firstEnough } from './first-enough.ts'

/** Units of the smaller variant from which on a confidence sequence of means may be read. */
const FEWEST_SEQUENTIAL = 200
/** Standard deviations that chance may take from a small variant: more in one of a hundred. */
const SHORT = 2.33

/** Units of the smaller variant from which on a look is read. */
export function fewestAtLook(ratio: number, { kind }: TestDesign): number {
  return kind === 'always_valid' ? FEWEST_SEQUENTIAL : fewestUnits(Math.min(ratio, 1 / ratio))
}

/** Refuses a plan whose last look has fewer units in the smaller variant than are read. */
export function checkEnough(smaller: number, ratio: number, design: TestDesign): void {
  const fewest = fewestAtLook(ratio, design)
  if (smaller >= fewest * (1 - 1e-12)) return
  throw new StatsError(
    'insufficient_data',
    `The smaller variant has ${smaller} units at the end, and is read from ${fewest} on at this split and design. Plan for more units, or a more even split.`,
  )
}

/**
 * Units of the smaller variant that are to be planned for at the least, so that it has as many as
 * are read also where chance gives it fewer than its share.
 */
export function fewestOfPlan(ratio: number, design: TestDesign): number {
  const share = Math.min(ratio, 1 / ratio)
  if (share === 1 && design.kind !== 'always_valid') return 0
  return firstEnough(1, (planned) => {
    const all = planned * (1 + 1 / share)
    const smaller = planned - SHORT * Math.sqrt(planned / (1 + share))
    return smaller > 0 && smaller >= fewestAtLook(smaller / (all - smaller), design)
  })
}
