import { findRoot } from '../distributions/find-root.ts'
import { normalUpperQuantile } from '../distributions/normal.ts'
import type { Interval, Side, TestResult } from '../tests/result.ts'
import { readSettings } from '../tests/wald.ts'
import type { ScoreSettings } from './compare-rates-score.ts'
import { baseOf, checkNull, scored } from './compare-rates-score.ts'
import { clopperPearsonBounds } from './intervals.ts'
import type { Rate } from './rate.ts'

/** Where the search for p ends; no counts that are small lead there. */
const SMALLEST = -690

/**
 * Compares two rates exactly, however few the counts: each rate has Clopper and Pearson's
 * interval, and the difference lies between what they allow. Of alpha each variant takes the
 * share that the other has of the units, since the larger one needs little. It keeps its level
 * for any counts and any split, and pays for that dearly, most of all where the variants
 * are of equal size: 0 against 9 of 1000 each has a p of 0.077, where Fisher's has 0.0038 and the
 * score test's 0.0026. By enumeration, of tables in which fewer than five events are expected, it
 * finds at alpha 5 % none at 1000 and 1000 units whatever the rate, 0.09 % at most at 1800 and 200,
 * and 1.3 % at most at 4950 and 50. Whether there is a difference at all `fisherExact` tells more
 * sharply, which has no interval.
 *
 * p is the smallest alpha at which the interval excludes the null; it is sought from 1e-299 on, and
 * what is less probable has that p and its logarithm. `standardError` is the
 * interval's width in standard deviations.
 *
 * @see Clopper, Pearson (1934), Biometrika 26; Bonferroni's inequality joins the two
 * @throws StatsError as `compareRatesScore`
 */
export function compareRatesExact(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings = {},
): TestResult<'rates_exact'> {
  const { estimate } = scored(control, treatment)
  const box = (tail: number): Interval => {
    const [c, t] = bounds(control, treatment, tail)
    return { low: t.low - c.high, high: t.high - c.low }
  }
  return { method: 'rates_exact', ...readBox(estimate, box, settings, 1) }
}

/**
 * Lift of a rate, exactly, likewise.
 *
 * @throws StatsError `undefined_estimand` for a control without a success; else as
 *   `compareRatesScore`
 */
export function liftOfRatesExact(
  control: Rate,
  treatment: Rate,
  settings: ScoreSettings = {},
): TestResult<'lift_rates_exact'> {
  const estimate = scored(control, treatment).estimate / baseOf(control)
  const box = (tail: number): Interval => {
    const [c, t] = bounds(control, treatment, tail)
    return { low: t.low / c.high - 1, high: t.high / c.low - 1 }
  }
  return { method: 'lift_rates_exact', ...readBox(estimate, box, settings, Infinity) }
}

function readBox(
  estimate: number,
  box: (tail: number) => Interval,
  settings: ScoreSettings,
  most: number,
): Omit<TestResult, 'method'> {
  const { alpha, side } = readSettings(settings)
  const { nullValue = 0 } = settings
  checkNull(nullValue, -1, most)
  const sides = side === 'two_sided' ? 2 : 1
  const { low, high } = box(alpha / sides)
  const both = box(alpha / 2)
  const tail = tailAt(box, estimate, nullValue, side)
  const p = tail === undefined ? 1 : sides * tail
  const z = tail === undefined ? 0 : normalUpperQuantile(tail)
  return {
    settings: { alpha, side, ...(nullValue !== 0 && { nullValue }) },
    estimate,
    standardError: (both.high - both.low) / (2 * normalUpperQuantile(alpha / 2)),
    statistic: estimate < nullValue ? -z : z,
    p,
    logP: Math.log(p),
    interval: {
      low: side === 'less' ? -Infinity : low,
      high: side === 'greater' ? Infinity : high,
    },
  }
}

/** The tail at which a bound leaves the null; none when it would take more than a half. */
function tailAt(
  box: (tail: number) => Interval,
  estimate: number,
  nullValue: number,
  side: Side,
): number | undefined {
  const isAbove = side === 'greater' || (side === 'two_sided' && estimate > nullValue)
  const excess = (logTail: number): number => {
    const { low, high } = box(Math.exp(logTail))
    return isAbove ? low - nullValue : nullValue - high
  }
  let high = -Math.LN2
  if (!(excess(high) > 0)) return undefined
  let low = 2 * high
  while (low > SMALLEST && excess(low) > 0) [low, high] = [2 * low, low]
  return Math.exp(findRoot(excess, Math.max(SMALLEST, low), high, 1e-10))
}

/** Clopper and Pearson's bounds of both rates, which leave out one tail together. */
function bounds(control: Rate, treatment: Rate, tail: number): readonly [Interval, Interval] {
  const all = control.n + treatment.n
  return [
    clopperPearsonBounds(control, (tail * treatment.n) / all),
    clopperPearsonBounds(treatment, (tail * control.n) / all),
  ]
}
