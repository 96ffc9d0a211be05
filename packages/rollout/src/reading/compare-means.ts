import {
  asymptoticSequence,
  checkSequentialMinimum,
  mergeMoments,
  StatsError,
  type Interval,
  type MeanEstimate,
} from '@sluice/stats'
import type { Compared } from './compared.ts'

/**
 * Compares means, or ratios, by an asymptotic confidence sequence for treatment - (1 + lift) ×
 * control: Fieller's way, which does not divide by the control. So a control that is 0, or hardly
 * known, hides no harm, as it does where a lift is given an error of its own.
 *
 * A variant in which little has happened seems to know its mean better than it does: none knows it
 * better than the spread of both together lets it. The control's mean is taken to have the sign
 * that it shows.
 *
 * Below 200 units in the smaller variant nothing is said: without a bound on its values no test of
 * a mean holds its level for few.
 *
 * @param alpha - chance of a false alarm to each side, over all looks together
 * @see Fieller (1954), Some problems in interval estimation, J. R. Stat. Soc. B 16; Waudby-Smith et al. (2024), Ann. Stat. 52; Bahadur, Savage (1956), The nonexistence of certain statistical procedures in nonparametric problems, Ann. Math. Stat. 27
 * @throws StatsError `insufficient_data` for too few units; likewise where no value differs from another
 */
export function comparedMeans(
  control: MeanEstimate,
  treatment: MeanEstimate,
  alpha: number,
): Compared {
  checkSequentialMinimum(control, treatment, undefined)
  const { variance } = mergeMoments([control, treatment].map(momentsOf))
  if (variance === 0) {
    throw new StatsError(
      'insufficient_data',
      'No value differs from another in either variant, so nothing tells how uncertain the means are. Wait for more data, or check the metric.',
    )
  }
  const sign = control.mean < 0 ? -1 : 1
  const base = { mean: sign * control.mean, squaredError: errorOf(control, variance) }
  const treated = { mean: sign * treatment.mean, squaredError: errorOf(treatment, variance) }
  const reach = asymptoticSequence(
    { estimate: 0, standardError: 1, n: control.n + treatment.n },
    { alpha: 2 * alpha },
  ).interval.high
  const ratios = plausibleRatios(base, treated, reach)
  const lifts = [sign * (ratios.low - 1), sign * (ratios.high - 1)]
  return {
    method: 'asymptotic_cs',
    estimate: base.mean === 0 ? undefined : sign * (treated.mean / base.mean - 1),
    interval: { low: Math.min(...lifts), high: Math.max(...lifts) },
  }
}

interface Known {
  readonly mean: number
  readonly squaredError: number
}

/**
 * Ratios r of which treated - r × base is within reach of 0, in its own error. Where the base could
 * be 0 they have one bound, or none.
 */
function plausibleRatios(base: Known, treated: Known, reach: number): Interval {
  const square = reach * reach
  const a = base.mean * base.mean - square * base.squaredError
  const b = base.mean * treated.mean
  const inner =
    base.mean * base.mean * treated.squaredError +
    treated.mean * treated.mean * base.squaredError -
    square * base.squaredError * treated.squaredError
  if (a === 0 || inner <= 0) return { low: -Infinity, high: Infinity }
  const width = (reach * Math.sqrt(inner)) / Math.abs(a)
  const [low, high] = [b / a - width, b / a + width]
  if (a > 0) return { low, high }
  // Between the two the data contradicts every ratio, and from one side.
  return treated.mean - (b / a) * base.mean > 0
    ? { low: high, high: Infinity }
    : { low: -Infinity, high: low }
}

function momentsOf({ n, mean, squaredError }: MeanEstimate): {
  n: number
  mean: number
  variance: number
} {
  return { n, mean, variance: squaredError * n }
}

function errorOf({ n, squaredError }: MeanEstimate, variance: number): number {
  return Math.max(squaredError, variance / n)
}
