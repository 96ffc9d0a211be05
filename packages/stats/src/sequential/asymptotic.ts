import { StatsError } from '../errors.ts'
import {
  checkCount,
  checkFinite,
  checkNonNegative,
  checkOpenShare,
  checkPositive,
  checkShare,
} from '../input/check.ts'
import { checkRecord } from '../input/form.ts'
import type { MeanEstimate } from '../moments/estimate.ts'
import { errorOfDifference, meanEstimate } from '../moments/estimate.ts'
import type { Moments } from '../moments/moments.ts'
import type { Side, TestResult, TestSettings } from '../tests/result.ts'
import { readSettings, standardise, waldTest } from '../tests/wald.ts'
import { noNarrowerThan, oneSided } from './sides.ts'

/** Where a confidence sequence is tightest when nothing is said: units of both variants together. */
export const DEFAULT_TUNED_FOR = 5000

/** How a test that may be looked at as often as you like is read. */
export interface SequentialSettings extends TestSettings {
  /** Units of both variants at which the sequence is tightest, fixed before the start. Default 5000. */
  readonly tunedFor?: number
}

/** What a confidence sequence needs of a comparison. */
export interface SequentialEstimate {
  readonly estimate: number
  readonly standardError: number
  /** Units of both variants. */
  readonly n: number
}

/**
 * Asymptotic confidence sequence for a difference of means: valid at every look, for as long as
 * it runs.
 *
 * Asymptotic: it needs enough units at the first look. With few treated units or rare events it
 * raises too many alarms, as it does for values that are 0 for most, such as revenue, in a variant
 * that is far smaller than the other: of those `analyze` gives the smaller one the spread of the
 * larger. It is never shorter than Welch's interval of the same units, though; see
 * `checkSequentialMinimum`, and for rare events `compareEventCounts`.
 *
 * @see Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-uniform central limit theory and asymptotic confidence sequences, Ann. Stat. 52
 * @throws StatsError as `compareMeans`
 */
export function compareMeansSequential(
  control: Moments,
  treatment: Moments,
  settings: SequentialSettings = {},
): TestResult<'asymptotic_confidence_sequence'> {
  return compareEstimatesSequential(
    meanEstimate(control, 'control'),
    meanEstimate(treatment, 'treatment'),
    settings,
  )
}

/**
 * The same for two estimates of any kind.
 *
 * @see Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-uniform central limit theory and asymptotic confidence sequences, Ann. Stat. 52
 * @throws StatsError as `compareEstimates`
 */
export function compareEstimatesSequential(
  control: MeanEstimate,
  treatment: MeanEstimate,
  settings: SequentialSettings = {},
): TestResult<'asymptotic_confidence_sequence'> {
  const { squaredError, df } = errorOfDifference(control, treatment)
  const estimate = treatment.mean - control.mean
  const standardError = Math.sqrt(squaredError)
  const n = control.n + treatment.n
  const sequence = asymptoticSequence({ estimate, standardError, n }, settings)
  const { alpha, side } = readSettings(settings)
  const once = waldTest({ method: sequence.method, estimate, standardError, df }, { alpha, side })
  return { ...sequence, ...noNarrowerThan(once, sequence) }
}

/**
 * The same for whatever has an estimate and a standard error, such as a lift.
 *
 * @see Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-uniform central limit theory and asymptotic confidence sequences, Ann. Stat. 52
 * @throws StatsError `invalid_input` for an estimate that is not finite and an error that is not above
 *   0, `insufficient_data` below two units
 */
export function asymptoticSequence(
  measured: SequentialEstimate,
  settings: SequentialSettings = {},
): TestResult<'asymptotic_confidence_sequence'> {
  checkRecord('measured', measured, 'estimate, standardError and n')
  const { estimate, standardError, n } = measured
  const { alpha, side } = readSettings(settings)
  const { tunedFor = DEFAULT_TUNED_FOR } = settings
  checkFinite('estimate', estimate)
  checkPositive('standardError', standardError)
  checkCount('n', n, 2)
  const both = twoSidedAlpha(alpha, side)
  const scaled = n * tuningSquared(both, tunedFor)
  const k = scaled + 1
  const statistic = standardise(estimate, standardError)
  const logP = 0.5 * Math.log(k) - (scaled * statistic * statistic) / (2 * k)
  const reach = standardError * Math.sqrt(((2 * k) / scaled) * (0.5 * Math.log(k) - Math.log(both)))
  return {
    method: 'asymptotic_confidence_sequence',
    settings: { alpha, side, tunedFor },
    estimate,
    standardError,
    statistic,
    ...oneSided(
      Math.min(0, logP),
      { low: estimate - reach, high: estimate + reach },
      estimate,
      side,
    ),
  }
}

/** r² for which the sequence is tightest at N* units. */
function tuningSquared(alpha: number, tunedFor: number): number {
  checkPositive('tunedFor', tunedFor)
  const log = Math.log(alpha)
  const squared = (-2 * log + Math.log(1 - 2 * log)) / tunedFor
  checkPositive('the mixing variance that tunedFor asks for', squared)
  return squared
}

/** A one-sided sequence at alpha is one half of a two-sided one at twice that. */
export function twoSidedAlpha(alpha: number, side: Side): number {
  if (side === 'two_sided') return alpha
  checkOpenShare('twice a one-sided alpha', 2 * alpha)
  return 2 * alpha
}

/** What an asymptotic sequence needs before its first look. */
export interface SequentialMinimum {
  /** Units in the smaller variant; default 200. */
  readonly units?: number
  /** For rates: units that did it, and units that did not, expected in the smaller variant; default 10. */
  readonly events?: number
}

/**
 * Refuses a look that comes too early for an asymptotic sequence to keep its level.
 *
 * @param rate - the control's rate, for metrics that are rates: then events count, not units
 * @throws StatsError `insufficient_data` before the minimum
 */
export function checkSequentialMinimum(
  control: { readonly n: number },
  treatment: { readonly n: number },
  rate: number | undefined,
  minimum: SequentialMinimum = {},
): void {
  checkRecord('control', control, 'n')
  checkRecord('treatment', treatment, 'n')
  checkRecord('minimum', minimum, 'units and events')
  const { units = 200, events = 10 } = minimum
  checkCount('control.n', control.n)
  checkCount('treatment.n', treatment.n)
  checkNonNegative('units', units)
  checkNonNegative('events', events)
  if (rate !== undefined) checkShare('rate', rate)
  const fewest = Math.min(control.n, treatment.n)
  if (rate === undefined) {
    if (fewest >= units) return
    throw new StatsError(
      'insufficient_data',
      `The smaller variant has ${fewest} units, and a sequential test of means starts at ${units}. Wait for more.`,
    )
  }
  const expected = fewest * Math.min(rate, 1 - rate)
  if (expected >= events) return
  throw new StatsError(
    'insufficient_data',
    `${expected} events are expected in the smaller variant, and a sequential test of rates starts at ${events}. Wait for more, or use compareEventCounts.`,
  )
}
