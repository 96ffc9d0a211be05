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

/** The name under which the event store has what a metric takes, of a flag where a gate did it. */
export function outcomeOf({ outcome, vital, crashes }: MetricSource, flag: string): string {
  if (crashes === true) return CRASHES
  return vital === undefined ? (outcome ?? '') : vitalOutcome(vital, flag)
}

/** Every outcome that a metric takes; none where it is measured outside. */
export function outcomesOf(metric: Metric, flag: string): readonly string[] {
  if (metric.kind === 'prometheus') return []
  if (metric.kind !== 'ratio') return [outcomeOf(metric, flag)]
  return [outcomeOf(metric.numerator, flag), outcomeOf(metric.denominator, flag)]
}

/** What the event store is asked for a metric of units of a flag. */
export function questionOf(name: string, metric: UnitMetric, flag: string): StoreMetric {
  if (metric.kind === 'retention') {
    const { fromMs, toMs } = metric
    const window = { fromMs, windowMs: toMs, completeOnly: true }
    return { name, kind: 'conversion', outcome: outcomeOf(metric, flag), ...window }
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
        numerator: measureOf(metric.numerator, flag),
        denominator: measureOf(metric.denominator, flag),
      }
    case 'share_above': {
      const outcome = outcomeOf(metric, flag)
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
      return { ...shared, kind: metric.kind, outcome: outcomeOf(metric, flag) }
    case 'count':
    case 'sum': {
      const { winsorize } = metric
      const bounds = winsorize === undefined ? {} : { bounds: winsorize }
      return { ...shared, kind: metric.kind, outcome: outcomeOf(metric, flag), ...bounds }
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

function measureOf(measure: MetricMeasure, flag: string): Measure {
  return { outcome: outcomeOf(measure, flag), take: measure.take }
}
