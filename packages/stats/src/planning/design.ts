import { normalUpperTail } from '../distributions/normal.ts'
import { StatsError } from '../errors.ts'
import { checkCount, checkFinite, checkPositive } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import { shown } from '../input/shown.ts'
import { DEFAULT_TUNED_FOR, asymptoticSequence } from '../sequential/asymptotic.ts'
import { crossingProbabilities, groupSequentialBounds } from '../sequential/group-sequential.ts'
import type { Spending } from '../sequential/spending.ts'
import type { Side } from '../tests/result.ts'
import { criticalValue } from '../tests/wald.ts'

/** The work grows with the square of looks. */
const MOST_LOOKS = 1000
const SEQUENTIAL: readonly string[] = ['group_sequential', 'always_valid']

/** When the data is looked at, and by which test. */
export type TestDesign =
  | { readonly kind: 'fixed' }
  | {
      readonly kind: 'group_sequential'
      /** Looks, evenly spread. */
      readonly looks: number
      readonly spending?: Spending
    }
  | {
      readonly kind: 'always_valid'
      /** Looks that are counted on, evenly spread; looking more often adds a little power. */
      readonly looks: number
      readonly tunedFor?: number
    }

/** What a design is asked. */
export interface PowerQuestion {
  /** Expected z at the end: the effect over its standard error there. */
  readonly drift: number
  /** Units of both variants at the end; only always-valid tests ask. */
  readonly units: number
  readonly alpha: number
  readonly side: Side
  /** The standard error by which the test reads, over the one that there is; default 1. */
  readonly readError?: number
  /** Share of the units from which on a look is read, in [0, 1]; earlier ones find nothing. Default 0. */
  readonly readFrom?: number
}

/** Power of a design, and how much of the planned data it takes on average. */
export interface DesignPower {
  readonly power: number
  /** Expected share of the planned units until the test stops, in (0, 1]. */
  readonly expectedShare: number
}

/**
 * Power of a test of any design, both tails counted for a two-sided one.
 *
 * @see Jennison, Turnbull (1999), Group Sequential Methods, 2.6 and 19
 * @throws StatsError `invalid_input` for a drift that is no number, an unknown kind of design, or no looks, or over 1000
 */
export function designPower(design: TestDesign, question: PowerQuestion): DesignPower {
  checkRecord('design', design, 'kind')
  checkRecord('question', question, 'drift, units, alpha and side')
  const { drift, alpha, side, readError = 1, readFrom = 0 } = question
  checkFinite('drift', drift)
  checkPositive('readError', readError)
  if (design.kind === 'fixed') {
    const bound = readError * criticalValue(alpha, side, undefined)
    const up = side === 'less' ? 0 : normalUpperTail(bound - drift)
    const down = side === 'greater' ? 0 : normalUpperTail(bound + drift)
    return { power: up + down, expectedShare: 1 }
  }
  if (!SEQUENTIAL.includes(design.kind)) {
    throw new StatsError(
      'invalid_input',
      `The design is ${shown(design.kind)}. Give fixed, group_sequential or always_valid.`,
    )
  }
  checkCount('looks', design.looks, 1)
  if (design.looks > MOST_LOOKS) {
    throw new StatsError(
      'invalid_input',
      `${design.looks} looks are planned. Give ${MOST_LOOKS} at the most: more add next to no power.`,
    )
  }
  const fractions = Array.from({ length: design.looks }, (_, index) => (index + 1) / design.looks)
  const asked =
    design.kind === 'group_sequential'
      ? groupSequentialBounds({
          fractions,
          alpha,
          side,
          ...(design.spending !== undefined && { spending: design.spending }),
        }).bounds
      : fractions.map((fraction) => alwaysValidBound(fraction, question, design.tunedFor))
  const bounds = asked.map((bound, look) =>
    (fractions[look] as number) < readFrom ? Infinity : bound * readError,
  )
  const none = fractions.map(() => 0)
  const up = side === 'less' ? none : crossingProbabilities({ fractions, bounds }, drift)
  const down = side === 'greater' ? none : crossingProbabilities({ fractions, bounds }, -drift)
  let power = 0
  let expectedShare = 0
  for (const [index, fraction] of fractions.entries()) {
    const here = (up[index] as number) + (down[index] as number)
    power += here
    expectedShare += here * fraction
  }
  power = Math.min(1, power)
  return { power, expectedShare: expectedShare + (1 - power) }
}

/** z that an asymptotic confidence sequence asks for at a look. */
function alwaysValidBound(
  fraction: number,
  { units, alpha, side }: PowerQuestion,
  tunedFor: number = DEFAULT_TUNED_FOR,
): number {
  checkPositive('units', units)
  const n = Math.max(2, Math.round(units * fraction))
  const { interval } = asymptoticSequence(
    { estimate: 0, standardError: 1, n },
    { alpha, side, tunedFor },
  )
  return side === 'less' ? interval.high : -interval.low
}
