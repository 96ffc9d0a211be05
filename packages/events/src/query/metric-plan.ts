import type { MetricComponent } from './answers.ts'
import type { QueryParam } from './engine.ts'
import type { Measure, Metric } from './questions.ts'

/** A metric whose statistics are moments. */
export type MomentMetric = Exclude<Metric, { readonly kind: 'quantile' }>

/** One number for each unit, as an aggregate over its outcomes. */
interface PlannedComponent {
  readonly component: MetricComponent
  /** Alias of the column. */
  readonly column: string
  readonly aggregate: string
  /** The bounds of what a unit adds, as SQL around it. */
  readonly bounded: (value: string) => string
}

/** How a metric is computed. */
export interface PlannedMetric {
  readonly metric: MomentMetric
  readonly components: readonly PlannedComponent[]
  /** SQL condition on `first_at`: which units take part. */
  readonly takesPart: string | undefined
}

/** How metrics are computed from `o`, outcomes with `delta` since the first exposure. */
export interface MetricPlan {
  readonly metrics: readonly PlannedMetric[]
  readonly params: Readonly<Record<string, QueryParam>>
  /** The outcomes that are needed. */
  readonly outcomes: readonly string[]
  /** The time around the first exposure that is needed: from before it, to after it. */
  readonly beforeMs: number
  readonly afterMs: number | undefined
}

/** Plans metrics. @param by - `unit`, or `day`: without windows and covariates of their own */
export function planMetrics(metrics: readonly MomentMetric[], by: 'unit' | 'day'): MetricPlan {
  const windows = metrics.map(({ windowMs }) => windowMs)
  const afterMs = windows.includes(undefined)
    ? undefined
    : Math.max(...windows.map((window) => window ?? 0))
  const beforeMs =
    by === 'day' ? 0 : Math.max(0, ...metrics.map(({ covariateMs }) => covariateMs ?? 0))
  const params: Record<string, QueryParam> = {}
  const outcomes = new Set<string>()
  const planned = metrics.map((metric, index): PlannedMetric => {
    const measures = measuresOf(metric)
    for (const { outcome } of measures) outcomes.add(outcome)
    const component = (
      name: MetricComponent,
      measure: Measure,
      bounds: readonly string[],
    ): PlannedComponent => {
      const column = `c${index}_${name}`
      params[`${column}_of`] = measure.outcome
      if (measure.take === 'above') params[`${column}_above`] = measure.threshold ?? 0
      const above = measure.take === 'above' ? [`o.value > $${column}_above`] : []
      const condition = [`o.name = $${column}_of`, ...bounds, ...above].join(' and ')
      const { lower, upper } = metric.bounds ?? {}
      if (lower !== undefined) params[`${column}_lower`] = lower
      if (upper !== undefined) params[`${column}_upper`] = upper
      const bounded = (value: string): string => {
        const raised =
          lower === undefined
            ? value
            : `greatest(${value}, cast($${column}_lower as double precision))`
        return upper === undefined
          ? raised
          : `least(${raised}, cast($${column}_upper as double precision))`
      }
      return { component: name, column, aggregate: aggregateOf(measure.take, condition), bounded }
    }
    const after = boundsAfter(metric, index, { beforeMs, afterMs }, params)
    const components = measures.map((measure, place) =>
      component(place === 0 ? 'value' : 'denominator', measure, after),
    )
    if (by === 'unit' && metric.covariateMs !== undefined) {
      params[`before${index}`] = metric.covariateMs
      const before = [`o.delta < 0 and o.delta >= -$before${index}`]
      for (const [place, measure] of measures.entries()) {
        components.push(component(place === 0 ? 'before' : 'denominatorBefore', measure, before))
      }
    }
    const isBounded = metric.completeOnly === true && metric.windowMs !== undefined && by === 'unit'
    if (isBounded) params[`whole${index}`] = metric.windowMs
    return {
      metric,
      components,
      takesPart: isBounded ? `first_at + $whole${index} <= $until` : undefined,
    }
  })
  return { metrics: planned, params, outcomes: [...outcomes], beforeMs, afterMs }
}

function boundsAfter(
  metric: MomentMetric,
  index: number,
  joined: { readonly beforeMs: number; readonly afterMs: number | undefined },
  params: Record<string, QueryParam>,
): string[] {
  const bounds: string[] = []
  // What the join already asks for need not be asked for each row again.
  if (metric.fromMs !== undefined && metric.fromMs > 0) {
    params[`from${index}`] = metric.fromMs
    bounds.push(`o.delta >= $from${index}`)
  } else if (joined.beforeMs > 0) bounds.push('o.delta >= 0')
  if (metric.windowMs !== undefined && metric.windowMs !== joined.afterMs) {
    params[`window${index}`] = metric.windowMs
    bounds.push(`o.delta < $window${index}`)
  }
  return bounds
}

function measuresOf(metric: MomentMetric): Measure[] {
  switch (metric.kind) {
    case 'count':
      return [{ outcome: metric.outcome, take: 'count' }]
    case 'sum':
      return [{ outcome: metric.outcome, take: 'sum' }]
    case 'conversion':
      return [{ outcome: metric.outcome, take: 'any' }]
    case 'mean':
      return [
        { outcome: metric.outcome, take: 'sum' },
        { outcome: metric.outcome, take: 'valued' },
      ]
    case 'ratio':
      return [metric.numerator, metric.denominator]
  }
}

function aggregateOf(take: Measure['take'], condition: string): string {
  switch (take) {
    case 'count':
      return `count(case when ${condition} then 1 end)`
    case 'above':
    case 'valued':
      return `count(case when ${condition} then o.value end)`
    case 'sum':
      return `sum(case when ${condition} then o.value end)`
    case 'any':
      return `max(case when ${condition} then 1 else 0 end)`
  }
}
