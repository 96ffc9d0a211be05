import { vitalOutcome, type Metric, type MetricMeasure, type MetricSource } from '@sluice/core'
import { CRASHES, type Measure, type Metric as StoreMetric } from '@sluice/events'
import type { MetricKind as StatisticsKind } from '@sluice/stats'

/** A metric of units: one number for each, or a ratio of two. */
export type UnitMetric = Extract<
  Metric,
  {
    readonly kind: 'conversion' | 'count' | 'sum' | 'mean' | 'share_above' | 'ratio' | 'retention'
  }
>

const UNIT_KINDS: ReadonlySet<Metric['kind']> = new Set([
  'conversion',
  'count',
  'sum',
  'mean',
  'share_above',
  'ratio',
  'retention',
])

/** Tells a metric of units from quantiles, times and what is measured outside. */
export function isUnitMetric(metric: Metric): metric is UnitMetric {
  return UNIT_KINDS.has(metric.kind)
}

/** The name under which the event store has what a metric takes. */
export function outcomeOf({ outcome, vital, crashes }: MetricSource): string {
  if (crashes === true) return CRASHES
  return vital === undefined ? (outcome ?? '') : vitalOutcome(vital)
}

/** Every outcome that a metric takes; none where it is measured outside. */
export function outcomesOf(metric: Metric): readonly string[] {
  if (metric.kind === 'prometheus') return []
  if (metric.kind === 'ratio') return [outcomeOf(metric.numerator), outcomeOf(metric.denominator)]
  return [outcomeOf(metric)]
}

/** What the event store is asked for a metric of units. */
export function questionOf(name: string, metric: UnitMetric): StoreMetric {
  if (metric.kind === 'retention') {
    const { fromMs, toMs } = metric
    const window = { fromMs, windowMs: toMs, completeOnly: true }
    return { name, kind: 'conversion', outcome: outcomeOf(metric), ...window }
  }
  const { windowMs, completeOnly, covariateMs } = metric
  const shared = {
    name,
    ...(windowMs !== undefined && { windowMs }),
    ...(completeOnly !== undefined && { completeOnly }),
    ...(covariateMs !== undefined && { covariateMs }),
  }
  switch (metric.kind) {
    case 'ratio':
      return {
        ...shared,
        kind: 'ratio',
        numerator: measureOf(metric.numerator),
        denominator: measureOf(metric.denominator),
      }
    case 'share_above': {
      const outcome = outcomeOf(metric)
      const above: Measure = { outcome, take: 'above', threshold: metric.threshold }
      return {
        ...shared,
        kind: 'ratio',
        numerator: above,
        denominator: { outcome, take: 'valued' },
      }
    }
    case 'conversion':
    case 'mean':
      return { ...shared, kind: metric.kind, outcome: outcomeOf(metric) }
    case 'count':
    case 'sum': {
      const { winsorize } = metric
      const bounds = winsorize === undefined ? {} : { bounds: winsorize }
      return { ...shared, kind: metric.kind, outcome: outcomeOf(metric), ...bounds }
    }
  }
}

/** By which statistics a metric of units is read; a rate with a covariate is a mean of zeros and ones. */
export function statisticsKind(metric: UnitMetric): StatisticsKind {
  switch (metric.kind) {
    case 'retention':
      return 'rate'
    case 'conversion':
      return metric.covariateMs === undefined ? 'rate' : 'mean'
    case 'count':
    case 'sum':
      return 'mean'
    case 'mean':
    case 'share_above':
    case 'ratio':
      return 'ratio'
  }
}

function measureOf(measure: MetricMeasure): Measure {
  return { outcome: outcomeOf(measure), take: measure.take }
}
