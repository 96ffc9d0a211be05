import { checkFinite, checkNonNegative, checkOpenShare, checkPositive } from '../input/check.ts'
import type { Side, TestSettings } from '../tests/result.ts'
import { criticalValue, readSettings, standardise } from '../tests/wald.ts'
import { normalUpperTail } from '../distributions/normal.ts'
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

/** What a comparison of rates is planned with. */
export interface RatesPlan extends TestSettings {
  /** Rate of the control, in (0, 1). */
  readonly control: number
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

/**
 * Power to find a difference of rates with the pooled z-test: the null has the pooled variance,
 * the alternative the unpooled one. Of a design with several looks both have the unpooled one.
 *
 * @param treatment - rate of the treatment, in (0, 1)
 * @param n - units of the control; need not be whole
 * @see Fleiss, Levin, Paik (2003), Statistical Methods for Rates and Proportions, 4.2; R's power.prop.test
 */
export function powerOfRates(treatment: number, n: number, plan: RatesPlan): number {
  const { alpha, side } = readSettings(plan)
  const { control, ratio = 1, design = { kind: 'fixed' } } = plan
  checkOpenShare('control', control)
  checkOpenShare('treatment', treatment)
  checkPositive('n', n)
  checkPositive('ratio', ratio)
  const pooled = (control + ratio * treatment) / (1 + ratio)
  const nullError = Math.sqrt((pooled * (1 - pooled) * (1 + 1 / ratio)) / n)
  const error = Math.sqrt((control * (1 - control) + (treatment * (1 - treatment)) / ratio) / n)
  const drift = standardise(treatment - control, error)
  if (design.kind !== 'fixed') {
    return designPower(design, { drift, units: n * (1 + ratio), alpha, side }).power
  }
  return tails(treatment - control, criticalValue(alpha, side, undefined) * nullError, error, side)
}

function tails(difference: number, reach: number, error: number, side: Side): number {
  const up = side === 'less' ? 0 : normalUpperTail((reach - difference) / error)
  const down = side === 'greater' ? 0 : normalUpperTail((reach + difference) / error)
  return up + down
}

/** Power at one effect. */
export interface PowerPoint extends DesignPower {
  readonly difference: number
}

/** Power over a range of differences, for a picture. */
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
