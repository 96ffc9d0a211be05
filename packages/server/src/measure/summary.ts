import type { MetricStatistics } from '@sluice/events'
import type { MetricSummary } from '@sluice/stats'
import { statisticsKind, type UnitMetric } from './metric-question.ts'

/**
 * Turns what the event store knows of a metric into what statistics read.
 *
 * Where sampling gave units different weights, `n` is the effective number of them, so
 * that an interval is as wide as it has to be.
 *
 * @returns `undefined` where nobody takes part yet
 */
export function summaryOf(
  metric: UnitMetric,
  { moments, components }: Pick<MetricStatistics, 'moments' | 'components'>,
): MetricSummary | undefined {
  const { units, mean, covariance } = moments
  if (units === 0) return undefined
  const n = effectiveUnits(moments)
  const spread = (index: number) => ({
    mean: mean[index] ?? 0,
    variance: Math.max(0, covariance[index]?.[index] ?? 0),
  })
  // Rounding makes it a little more than the variances allow, most of all where one of them is 0.
  const between = (a: number, b: number): number => {
    const most = Math.sqrt(spread(a).variance * spread(b).variance)
    return Math.max(-most, Math.min(most, covariance[a]?.[b] ?? 0))
  }
  const before = components.indexOf('before')
  switch (statisticsKind(metric)) {
    case 'rate':
      return { kind: 'rate', n, successes: Math.round((mean[0] ?? 0) * n) }
    case 'mean':
      return {
        kind: 'mean',
        n,
        ...spread(0),
        ...(before > 0 && { covariate: spread(before), covariance: between(0, before) }),
      }
    case 'ratio':
      return {
        kind: 'ratio',
        n,
        numerator: spread(0),
        denominator: spread(1),
        covariance: between(0, 1),
        ...(before > 0 && {
          covariate: spread(before),
          numeratorCovariance: between(0, before),
          denominatorCovariance: between(1, before),
        }),
      }
  }
}

function effectiveUnits({ units, weight, weightSquares }: MetricStatistics['moments']): number {
  if (weightSquares === 0) return units
  const effective = (weight * weight) / weightSquares
  return units - effective < 1e-6 * units ? units : Math.floor(effective)
}
