import { normalUpperTail } from '../distributions/normal.ts'
import { StatsError } from '../errors.ts'
import { checkFinite, checkNonNegative, checkNumber, checkShare } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import type { Side, TestResult } from '../tests/result.ts'
import { readSettings, standardise, tailOf } from '../tests/wald.ts'
import { boundaryFor, walk } from './crossing.ts'
import type { Spending } from './spending.ts'
import { checkFractions, spentAlpha } from './spending.ts'

/** A bound that was written down with some digits, and its alpha with some, are still a pair. */
const CLOSEST_ALPHA = 0.01

/** A plan of looks. */
export interface GroupSequentialDesign {
  /** Information at each look over the planned one, rising; the last need not be 1. */
  readonly fractions: readonly number[]
  /** Default `obrien_fleming`. */
  readonly spending?: Spending
  readonly alpha?: number
  readonly side?: Side
}

/** Boundaries of a group-sequential test. */
export interface GroupSequentialBounds {
  readonly method: 'group_sequential'
  readonly settings: { readonly alpha: number; readonly side: Side; readonly spending: string }
  readonly fractions: readonly number[]
  /** z at each look; two-sided also from below. Infinite where nothing is spent yet. */
  readonly bounds: readonly number[]
  /** Alpha spent up to each look, on one side. */
  readonly spent: readonly number[]
  /** Alpha of each look alone: p of a fixed test is compared with it. */
  readonly nominalAlphas: readonly number[]
}

/**
 * Boundaries for a planned number of looks by alpha spending. Two-sided they are the upper ones
 * at alpha / 2.
 *
 * @see Lan, DeMets (1983), Discrete sequential boundaries for clinical trials, Biometrika 70
 * @throws StatsError `invalid_input` for fractions that do not rise, or an alpha outside of (0, 1)
 */
export function groupSequentialBounds(design: GroupSequentialDesign): GroupSequentialBounds {
  checkRecord('design', design, 'fractions, spending, alpha and side')
  const { fractions, spending = 'obrien_fleming' } = design
  const { alpha, side } = readSettings(design)
  checkFractions(fractions)
  const oneSide = side === 'two_sided' ? alpha / 2 : alpha
  const spent = fractions.map((fraction) => spentAlpha(spending, oneSide, fraction))
  const { bounds } = walk(fractions, 0, (look, crossing) =>
    boundaryFor((spent[look] as number) - (spent[look - 1] ?? 0), crossing),
  )
  const sides = side === 'two_sided' ? 2 : 1
  return {
    method: 'group_sequential',
    settings: {
      alpha,
      side,
      spending: typeof spending === 'string' ? spending : `power_${spending.power}`,
    },
    fractions,
    bounds,
    spent,
    nominalAlphas: bounds.map((z) => sides * normalUpperTail(z)),
  }
}

/**
 * How probable it is that each look is the first to cross its upper boundary.
 *
 * @param drift - expected z at information 1
 * @see Armitage, McPherson, Rowe (1969), Repeated significance tests on accumulating data, J. R. Stat. Soc. A 132
 * @throws StatsError `invalid_input` for fractions that do not rise, or bounds that are no numbers
 */
export function crossingProbabilities(
  design: Pick<GroupSequentialBounds, 'fractions' | 'bounds'>,
  drift: number,
): readonly number[] {
  checkRecord('design', design, 'fractions and bounds')
  const { fractions, bounds } = design
  checkFinite('drift', drift)
  checkFractions(fractions)
  checkList('bounds', bounds)
  if (bounds.length !== fractions.length) {
    throw new StatsError(
      'invalid_input',
      `${fractions.length} fractions and ${bounds.length} bounds. Give one of each for every look.`,
    )
  }
  for (const [index, bound] of bounds.entries()) checkNumber(`bounds[${index}]`, bound)
  return walk(fractions, drift, (look) => bounds[look] as number).probabilities
}

/**
 * Reads one look of a group-sequential test: the interval is the repeated one, and it excludes
 * 0 exactly when the boundary is crossed and p ≤ `settings.alpha`, that of this look.
 *
 * @param look - from 0 on
 * @throws StatsError `invalid_input` for a look that is not there, or a bound and a nominal alpha
 *   that contradict each other
 * @see Jennison, Turnbull (1989), Interim analyses: the repeated confidence interval approach, J. R. Stat. Soc. B 51
 */
export function readLook(
  measured: { readonly estimate: number; readonly standardError: number },
  design: GroupSequentialBounds,
  look: number,
): TestResult<'group_sequential'> & { readonly isCrossed: boolean } {
  checkRecord('measured', measured, 'estimate and standardError')
  checkRecord('design', design, 'bounds, nominalAlphas and settings')
  const { bounds, nominalAlphas, settings } = design
  checkList('design.bounds', bounds)
  checkList('design.nominalAlphas', nominalAlphas)
  const { side } = readSettings(settings)
  const { estimate, standardError } = measured
  checkNumber('look', look)
  checkFinite('estimate', estimate)
  checkNonNegative('standardError', standardError)
  const bound = bounds[look]
  const alpha = nominalAlphas[look]
  if (bound === undefined || alpha === undefined) {
    throw new StatsError(
      'invalid_input',
      `There is no look ${look}. The plan has ${bounds.length}, from 0 on.`,
    )
  }
  checkNumber('the bound', bound)
  checkShare('the nominal alpha', alpha)
  const ofBound = (side === 'two_sided' ? 2 : 1) * normalUpperTail(bound)
  if (!(Math.abs(ofBound - alpha) <= CLOSEST_ALPHA * alpha)) {
    throw new StatsError(
      'invalid_input',
      `The bound of look ${look} is ${bound}, whose alpha is ${ofBound}, and the nominal alpha is ${alpha}. Give both as groupSequentialBounds made them.`,
    )
  }
  const statistic = standardise(estimate, standardError)
  const reach = bound * standardError
  const distance =
    side === 'two_sided' ? Math.abs(statistic) : side === 'greater' ? statistic : -statistic
  return {
    method: 'group_sequential',
    settings: { alpha, side, look },
    estimate,
    standardError,
    statistic,
    ...tailOf(statistic, undefined, side),
    interval: {
      low: side === 'less' ? -Infinity : estimate - reach,
      high: side === 'greater' ? Infinity : estimate + reach,
    },
    isCrossed: distance >= bound,
  }
}
