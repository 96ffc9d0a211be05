import { baseOf, scored } from '../rates/compare-rates-score.ts'
import type { Rate } from '../rates/rate.ts'
import {
  scoreIntervalOfDifference,
  scoreIntervalOfLift,
  scoreOfDifference,
} from '../rates/score.ts'
import type { Interval, TestResult } from '../tests/result.ts'
import type { SequentialSettings } from './asymptotic.ts'
import { asymptoticSequence } from './asymptotic.ts'

/**
 * Confidence sequence for a difference of rates: that of the score test, which has an error also
 * where a variant has no success yet. Valid at every look from `checkSequentialMinimum` on; for
 * rarer events see `compareEventCounts`.
 *
 * @see Waudby-Smith et al. (2024), Time-uniform central limit theory, Ann. Stat. 52; Mee (1984), Biometrics 40
 * @throws StatsError as `compareRatesScore`
 */
export function compareRatesSequential(
  control: Rate,
  treatment: Rate,
  settings: SequentialSettings = {},
): TestResult<'asymptotic_confidence_sequence'> {
  const { estimate, standardError } = scored(control, treatment)
  const interval = (reach: number): Interval => scoreIntervalOfDifference(control, treatment, reach)
  return sequenceOf(control, treatment, { estimate, standardError, interval }, settings)
}

/**
 * Confidence sequence for a lift of rates, likewise.
 *
 * @see Waudby-Smith et al. (2024), Time-uniform central limit theory, Ann. Stat. 52; Koopman (1984), Biometrics 40
 * @throws StatsError as `liftOfRates`
 */
export function liftOfRatesSequential(
  control: Rate,
  treatment: Rate,
  settings: SequentialSettings = {},
): TestResult<'asymptotic_confidence_sequence'> {
  const { estimate, standardError } = scored(control, treatment)
  const base = baseOf(control)
  const interval = (reach: number): Interval => scoreIntervalOfLift(control, treatment, reach)
  return sequenceOf(
    control,
    treatment,
    { estimate: estimate / base, standardError: standardError / base, interval },
    settings,
  )
}

function sequenceOf(
  control: Rate,
  treatment: Rate,
  measured: {
    readonly estimate: number
    readonly standardError: number
    readonly interval: (reach: number) => Interval
  },
  settings: SequentialSettings,
): TestResult<'asymptotic_confidence_sequence'> {
  const { estimate, standardError } = measured
  const n = control.n + treatment.n
  const statistic = scoreOfDifference(control, treatment, 0)
  const sequence = asymptoticSequence({ estimate: statistic, standardError: 1, n }, settings)
  const { interval: around } = asymptoticSequence({ estimate: 0, standardError: 1, n }, settings)
  // A one-sided sequence is open on the other side, and its reach is on this one.
  const { low, high } = measured.interval(Math.min(-around.low, around.high))
  return {
    ...sequence,
    estimate,
    standardError,
    interval: {
      low: around.low === -Infinity ? -Infinity : low,
      high: around.high === Infinity ? Infinity : high,
    },
  }
}
