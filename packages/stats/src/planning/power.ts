import { checkFinite, checkNonNegative, checkOpenShare, checkPositive } from '../input/check.ts'
import type { TestSettings } from '../tests/result.ts'
import { readSettings, standardise } from '../tests/wald.ts'
import type { DesignPower, TestDesign } from './design.ts'
import { designPower } from './design.ts'

/** What a comparison of means is planned with. */
export interface MeansPlan extends TestSettings {
  /** Of the metric, the same in both variants. */
  readonly variance: number
  /** Treated units for each unit of the control; default 1. */
  readonly ratio?: number
  /** Default: one look at the end. */
  readonly design?: TestDesign
}

/**
 * Power to find a difference of means.
 *
 * Assumes so many units that Student's t is as good as normal, thirty in each variant or more;
 * a test has a little less power than this, of some one unit, which `sampleSizeOfMeans` adds.
 *
 * @param difference - treatment - control
 * @param n - units of the control; need not be whole
 * @see Chow, Shao, Wang (2008), Sample Size Calculations in Clinical Research, 3.2
 * @throws StatsError `invalid_input` for a variance, an n or a ratio that is not above 0
 */
export function powerOfMeans(difference: number, n: number, plan: MeansPlan): DesignPower {
  const { alpha, side } = readSettings(plan)
  const { variance, ratio = 1, design = { kind: 'fixed' } } = plan
  checkFinite('difference', difference)
  checkPositive('n', n)
  checkPositive('variance', variance)
  checkPositive('ratio', ratio)
  const standardError = Math.sqrt((variance / n) * (1 + 1 / ratio))
  return designPower(design, {
    drift: standardise(difference, standardError),
    units: n * (1 + ratio),
    alpha,
    side,
  })
}

/** Power at one effect. */
export interface PowerPoint extends DesignPower {
  readonly difference: number
}

/**
 * Power over a range of differences, for a picture.
 *
 * @see Jennison, Turnbull (1999), Group Sequential Methods, 2.6 and 19
 * @throws StatsError as `powerOfMeans`
 */
export function powerCurve(
  differences: readonly number[],
  n: number,
  plan: MeansPlan,
): readonly PowerPoint[] {
  return differences.map((difference) => ({ difference, ...powerOfMeans(difference, n, plan) }))
}

/** Refuses a power that cannot be aimed at. */
export function checkPower(power: number, alpha: number): void {
  checkOpenShare('power', power)
  checkNonNegative('power above alpha', power - alpha)
}
