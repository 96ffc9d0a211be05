import { checkFinite, checkNonNegative, checkOpenShare, checkPositive } from '../input/check.ts'
import { checkList, checkRecord } from '../input/form.ts'
import type { TestSettings } from '../tests/result.ts'
import { readSettings, standardise } from '../tests/wald.ts'
import type { DesignPower, TestDesign } from './design.ts'
import { designPower } from './design.ts'
import { checkEnough, fewestAtLook } from './units-of-means.ts'

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
 * Power to find a difference of means, as `analyze` reads it: from as many units of a small variant
 * on as it asks for, 143 at 90/10 and 200 where the design is always valid. A look with fewer is
 * waited over.
 *
 * Assumes so many units that Student's t is as good as normal, thirty in each variant or more;
 * a test has a little less power than this, of some one unit, which `sampleSizeOfMeans` adds.
 *
 * @param difference - treatment - control
 * @param n - units of the control; need not be whole
 * @see Chow, Shao, Wang (2008), Sample Size Calculations in Clinical Research, 3.2
 * @throws StatsError `invalid_input` for a variance, an n or a ratio that is not above 0;
 *   `insufficient_data` for so few units that they are not read at the end either
 */
export function powerOfMeans(difference: number, n: number, plan: MeansPlan): DesignPower {
  const power = powerOfRead(difference, n, plan)
  const { ratio = 1, design = { kind: 'fixed' } } = plan
  checkEnough(n * Math.min(1, ratio), ratio, design)
  return power
}

/** The same for any number of units, as if they were read at the end. */
export function powerOfRead(difference: number, n: number, plan: MeansPlan): DesignPower {
  checkMeansPlan(plan)
  const { alpha, side } = readSettings(plan)
  const { variance, ratio = 1, design = { kind: 'fixed' } } = plan
  checkFinite('difference', difference)
  checkPositive('n', n)
  const standardError = Math.sqrt((variance / n) * (1 + 1 / ratio))
  return designPower(design, {
    drift: standardise(difference, standardError),
    units: n * (1 + ratio),
    alpha,
    side,
    readFrom: Math.min(1, fewestAtLook(ratio, design) / (n * Math.min(1, ratio))),
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
  checkList('differences', differences)
  return differences.map((difference) => ({ difference, ...powerOfMeans(difference, n, plan) }))
}

/** Refuses a plan that cannot be, and of which no test could be asked. */
export function checkMeansPlan(plan: MeansPlan): void {
  checkRecord('plan', plan, 'variance, ratio, design, power, alpha and side')
  checkPositive('variance', plan.variance)
  if (plan.ratio !== undefined) checkPositive('ratio', plan.ratio)
}

/** Refuses a power that cannot be aimed at. */
export function checkPower(power: number, alpha: number): void {
  checkOpenShare('power', power)
  checkNonNegative('power above alpha', power - alpha)
}
