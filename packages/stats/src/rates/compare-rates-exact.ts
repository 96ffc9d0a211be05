import { findRoot } from '../distributions/find-root.ts'
import { normalLogUpperTail, normalUpperQuantile } from '../distributions/normal.ts'
import type { Interval, TestResult } from '../tests/result.ts'
import { readSettings } from '../tests/wald.ts'
import type { Line } from './below-line.ts'
import type { ScoreSettings } from './compare-rates-score.ts'
import { baseOf, checkNull, scored } from './compare-rates-score.ts'
import { logFisherTail } from './fisher.ts'
import { logMeldedTail, meldedDifference, meldedRatio } from './melded.ts'
import type { Rate } from './rate.ts'

/**
 * Compares two rates exactly, however few the counts: p is Fisher's, twice the smaller of both
 * one-sided ones, and the interval is the melded one of Clopper and Pearson's, which leaves out no
 * difference exactly when that p is at most alpha. For no difference its level is Fisher's theorem,
 * for any counts and any split. For every other difference or lift no proof is known, and none
 * that breaks it: by enumeration on a grid of all rates, of 2 to 60 units a variant at 50/50 to
 * 99/1, an interval at 95 % misses at most 4.6 %, and one at 90 % 8.4 %; of up to 3000 units a
 * variant, of which a dozen are expected to do it, 3.3 % and 7.0 %.
 *
 * What it costs is that counts are whole. Of tables in which fewer than five events are expected,
 * it finds at alpha 5 % where nothing differs 1.2 % at most at 1000 and 1000 units, 2.5 % at 1800
 * and 200, and 3.1 % at 4950 and 50. `fisherExact` counts the tables on the other side that are as
 * improbable, in place of doubling, and has no interval. With 1e12 units that did it, and others
 * that did not, in both variants, it takes some 0.1 s.
 *
 * `standardError` is the interval's width in standard deviations. A p below 1e-308 is 0, and its
 * logarithm is not.
 *
 * @see Fay, Proschan, Brittain (2015), Combining one-sample confidence procedures for inference in the two-sample case, Biometrics 71
 * @see Fay (2010), Confidence intervals that match Fisher's exact or Blaker's exact tests, Biostatistics 11
 * @throws StatsError as `compareRatesScore`
 */
export function compareRatesExact(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings = {},
): TestResult<'rates_exact'> {
  const { estimate } = scored(control, treatment)
  const read = readMelded(control, treatment, settings, {
    estimate,
    most: 1,
    lineOf: (difference) => ({ slope: 1, shift: difference }),
    intervalAt: (tail) => ({
      low: meldedDifference(control, treatment, tail),
      high: -meldedDifference(treatment, control, tail),
    }),
  })
  return { method: 'rates_exact', ...read }
}

/**
 * Lift of a rate, exactly, likewise: its p is that of the difference.
 *
 * @see Fay, Proschan, Brittain (2015), Combining one-sample confidence procedures for inference in the two-sample case, Biometrics 71
 * @throws StatsError `undefined_estimand` for a control without a success; else as
 *   `compareRatesScore`
 */
export function liftOfRatesExact(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings = {},
): TestResult<'lift_rates_exact'> {
  const estimate = scored(control, treatment).estimate / baseOf(control)
  const read = readMelded(control, treatment, settings, {
    estimate,
    most: Infinity,
    lineOf: (lift) => ({ slope: 1 + lift, shift: 0 }),
    intervalAt: (tail) => ({
      low: meldedRatio(control, treatment, tail) - 1,
      high: 1 / meldedRatio(treatment, control, tail) - 1,
    }),
  })
  return { method: 'lift_rates_exact', ...read }
}

/** A difference or a lift of two rates. */
interface Melded {
  readonly estimate: number
  /** No null is as much. */
  readonly most: number
  /** The treatment's rate by the control's, under a null. */
  readonly lineOf: (nullValue: number) => Line
  /** What is not rejected at a tail on either side. */
  readonly intervalAt: (tail: number) => Interval
}

function readMelded(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings,
  { estimate, most, lineOf, intervalAt }: Melded,
): Omit<TestResult, 'method'> {
  const { alpha, side } = readSettings(settings)
  const { nullValue = 0 } = settings
  checkNull(nullValue, -1, most)
  const tails = logTails(control, treatment, nullValue === 0 ? undefined : lineOf(nullValue))
  const logP =
    side === 'two_sided' ? Math.min(0, Math.LN2 + Math.min(tails.greater, tails.less)) : tails[side]
  const both = intervalAt(alpha / 2)
  const { low, high } = side === 'two_sided' ? both : intervalAt(alpha)
  return {
    settings: { alpha, side, ...(nullValue !== 0 && { nullValue }) },
    estimate,
    standardError: (both.high - both.low) / (2 * normalUpperQuantile(alpha / 2)),
    statistic: statisticOf(tails.greater, tails.less),
    p: Math.exp(logP),
    logP,
    interval: {
      low: side === 'less' ? -Infinity : low,
      high: side === 'greater' ? Infinity : high,
    },
  }
}

/** Logarithms of the one-sided p against a line; Fisher's where it is that of no difference. */
function logTails(
  control: Rate,
  treatment: Rate,
  line: Line | undefined,
): { readonly greater: number; readonly less: number } {
  if (line === undefined) {
    return {
      greater: logFisherTail(control, treatment, 'greater'),
      less: logFisherTail(control, treatment, 'less'),
    }
  }
  const { slope, shift } = line
  return {
    greater: logMeldedTail(control, treatment, line),
    less: logMeldedTail(treatment, control, { slope: 1 / slope, shift: -shift / slope }),
  }
}

/** How many standard deviations the smaller tail is out; none when it is a half. */
function statisticOf(logGreater: number, logLess: number): number {
  const isAbove = logGreater < logLess
  const logTail = isAbove ? logGreater : logLess
  if (logTail >= -Math.LN2) return 0
  // No tail is larger than half of exp(-z² / 2).
  const most = Math.sqrt(-2 * (logTail + Math.LN2))
  const z = findRoot((at) => logTail - normalLogUpperTail(at), 0, most)
  return isAbove ? z : -z
}
