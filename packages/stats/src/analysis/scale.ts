import type { ErrorOfDifference, MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference } from '../moments/estimate.ts'
import type { LiftParts } from '../means/lift-parts.ts'
import { deltaError, fiellerSet, fiellerStatistic, liftOf } from '../means/lift-parts.ts'
import { StatsError } from '../errors.ts'
import { baseOf, scored } from '../rates/compare-rates-score.ts'
import type { Rate } from '../rates/rate.ts'
import {
  scoreIntervalOfDifference,
  scoreIntervalOfLift,
  scoreOfDifference,
  scoreOfRatio,
} from '../rates/score.ts'
import type { Interval } from '../tests/result.ts'
import { standardise } from '../tests/wald.ts'

/**
 * A difference, or a lift, with how it stands to no difference and which values it allows: every
 * stopping rule reads the same one, each as far as its own boundary reaches.
 */
export interface Scale {
  /** Of the test when it is read once. */
  readonly method: string
  readonly estimate: number
  readonly standardError: number
  readonly statistic: number
  /** Of Student's t when it is read once. */
  readonly df: number | undefined
  /** Values whose statistic stays within `reach`. */
  readonly intervalAt: (reach: number) => Interval
  /** What the settings of its tests say beside alpha. */
  readonly said?: Readonly<Record<string, string>>
}

/** A lift that may be compared with a margin, too. */
export interface MarginScale extends Scale {
  /** Statistic against another value than 0. */
  readonly against: (nullValue: number) => number
}

/** A control that is known less exactly than this, in its standard errors, is too noisy for delta. */
const STEADY = 10

/** A difference of two estimates by their standard errors. */
export function differenceScale(
  method: string,
  control: MeanEstimate,
  treatment: MeanEstimate,
): Scale {
  const { squaredError, df }: ErrorOfDifference = errorOfDifference(control, treatment)
  return waldScale(method, treatment.mean - control.mean, Math.sqrt(squaredError), df)
}

/** A lift by delta where the control is steady, and by Fieller where it is not. */
export function liftScale(method: string, parts: LiftParts): Scale {
  const estimate = liftOf(parts)
  const standardError = deltaError(parts)
  const isSteady = Math.abs(parts.base) >= STEADY * Math.sqrt(parts.baseError)
  if (!isSteady || standardError === 0) return fiellerScale(parts)
  return waldScale(method, estimate, standardError, parts.df)
}

/** A lift by Fieller, which is as exact at a margin as at 0. */
export function fiellerScale(parts: LiftParts): MarginScale {
  return {
    method: 'lift_fieller',
    estimate: liftOf(parts),
    standardError: deltaError(parts),
    statistic: fiellerStatistic(parts, 0),
    df: parts.df,
    intervalAt: (reach) => {
      const { bounded, interval } = fiellerSet(parts, reach)
      if (bounded) return interval
      throw new StatsError(
        'insufficient_data',
        `The control mean of ${parts.base} could be 0, so any lift over it is possible. Read the difference, or wait for more data.`,
      )
    },
    against: (nullValue) => fiellerStatistic(parts, nullValue),
  }
}

/** A difference of rates by the score test. */
export function rateDifferenceScale(control: Rate, treatment: Rate): Scale {
  return {
    method: 'rates_score',
    ...scored(control, treatment),
    statistic: scoreOfDifference(control, treatment, 0),
    df: undefined,
    intervalAt: (reach) => scoreIntervalOfDifference(control, treatment, reach),
  }
}

/** A lift of rates by the score test. */
export function rateLiftScale(control: Rate, treatment: Rate): MarginScale {
  const base = baseOf(control)
  const { estimate, standardError } = scored(control, treatment)
  return {
    method: 'lift_rates_score',
    estimate: estimate / base,
    standardError: standardError / base,
    statistic: scoreOfRatio(control, treatment, 1),
    df: undefined,
    intervalAt: (reach) => scoreIntervalOfLift(control, treatment, reach),
    against: (nullValue) => scoreOfRatio(control, treatment, 1 + nullValue),
  }
}

function waldScale(method: string, estimate: number, standardError: number, df: number): Scale {
  return {
    method,
    estimate,
    standardError,
    statistic: standardise(estimate, standardError),
    df,
    intervalAt: (reach) => ({
      low: estimate - reach * standardError,
      high: estimate + reach * standardError,
    }),
  }
}
