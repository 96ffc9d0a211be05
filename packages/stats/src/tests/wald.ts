import {
  normalLogUpperTail,
  normalUpperQuantile,
  normalUpperTail,
} from '../distributions/normal.ts'
import {
  studentLogUpperTail,
  studentUpperQuantile,
  studentUpperTail,
} from '../distributions/student.ts'
import { StatsError } from '../errors.ts'
import { checkFinite, checkOpenShare } from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import { shown } from '../input/shown.ts'
import type { Interval, Side, TestResult, TestSettings } from './result.ts'

/** The settings of a test with their defaults, checked. */
export function readSettings(settings: TestSettings): {
  readonly alpha: number
  readonly side: Side
} {
  checkRecord('settings', settings, 'alpha and side')
  const { alpha = 0.05, side = 'two_sided' } = settings
  checkOpenShare('alpha', alpha)
  checkSide(side)
  return { alpha, side }
}

/** Refuses a side that is none, which plain JavaScript or JSON may bring. */
export function checkSide(side: Side): void {
  if (side === 'two_sided' || side === 'greater' || side === 'less') return
  throw new StatsError(
    'invalid_input',
    `side is ${shown(side)}. Give "two_sided", "greater" or "less".`,
  )
}

/** Tail probability of a standardised statistic, as p and as its logarithm. */
export function tailOf(
  statistic: number,
  df: number | undefined,
  side: Side,
): { readonly p: number; readonly logP: number } {
  if (side === 'two_sided') {
    const distance = Math.abs(statistic)
    const p = 2 * upperTail(distance, df)
    return { p, logP: p > 1e-290 ? Math.log(p) : Math.LN2 + logUpperTail(distance, df) }
  }
  const signed = side === 'greater' ? statistic : -statistic
  const p = upperTail(signed, df)
  return { p, logP: p > 1e-290 ? Math.log(p) : logUpperTail(signed, df) }
}

/** How many standard errors an interval reaches. */
export function criticalValue(alpha: number, side: Side, df: number | undefined): number {
  const p = side === 'two_sided' ? alpha / 2 : alpha
  return df === undefined ? normalUpperQuantile(p) : studentUpperQuantile(p, df)
}

/** The interval around an estimate that belongs to `tailOf`. */
export function waldInterval(
  estimate: number,
  standardError: number,
  df: number | undefined,
  alpha: number,
  side: Side,
): Interval {
  const reach = criticalValue(alpha, side, df) * standardError
  return {
    low: side === 'less' ? -Infinity : estimate - reach,
    high: side === 'greater' ? Infinity : estimate + reach,
  }
}

/**
 * A difference in standard errors.
 *
 * @throws StatsError `invalid_input` where the numbers leave what a double can hold
 */
export function standardise(difference: number, standardError: number): number {
  const statistic = difference / standardError
  if (standardError > 0 && standardError < Infinity && Number.isFinite(statistic)) return statistic
  throw new StatsError(
    'invalid_input',
    `A difference of ${difference} with a standard error of ${standardError} is more than a double can hold. Give the metric in another unit.`,
  )
}

/** What a Wald test is made from. */
export interface Measured<Method extends string> {
  readonly method: Method
  readonly estimate: number
  /** Above 0. */
  readonly standardError: number
  readonly df?: number | undefined
  /** Value of the estimate under the null; default 0. */
  readonly nullValue?: number
}

/** Tests an estimate by its standard error: p and interval from one distribution. */
export function waldTest<Method extends string>(
  { method, estimate, standardError, df, nullValue = 0 }: Measured<Method>,
  settings: TestSettings,
): TestResult<Method> {
  const { alpha, side } = readSettings(settings)
  checkFinite('the estimate', estimate)
  checkFinite('nullValue', nullValue)
  const statistic = standardise(estimate - nullValue, standardError)
  return {
    method,
    settings: { alpha, side, ...(nullValue !== 0 && { nullValue }) },
    estimate,
    standardError,
    statistic,
    ...(df !== undefined && { df }),
    ...tailOf(statistic, df, side),
    interval: waldInterval(estimate, standardError, df, alpha, side),
  }
}

function upperTail(statistic: number, df: number | undefined): number {
  return df === undefined ? normalUpperTail(statistic) : studentUpperTail(statistic, df)
}

function logUpperTail(statistic: number, df: number | undefined): number {
  return df === undefined ? normalLogUpperTail(statistic) : studentLogUpperTail(statistic, df)
}
