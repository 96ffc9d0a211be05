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
  /** Alias of what is added up, before bounds; metrics that add up the same share it. */
  readonly raw: string
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
  /** Every `raw` once, as `aggregate as raw`. */
  readonly aggregates: readonly string[]
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
  const given = parameters()
  const outcomes = new Set<string>()
  const raws = new Map<string, string>()
  const rawOf = (aggregate: string): string => {
    const raw = raws.get(aggregate) ?? `raw${raws.size}`
    raws.set(aggregate, raw)
    return raw
  }
  const planned = metrics.map((metric, index): PlannedMetric => {
    const measures = measuresOf(metric)
    for (const { outcome } of measures) outcomes.add(outcome)
    const [lower, upper] = [metric.bounds?.lower, metric.bounds?.upper].map((bound) =>
      bound === undefined ? undefined : `cast(${given.value(bound)} as double precision)`,
    )
    const bounded = (value: string): string => {
      const raised = lower === undefined ? value : `greatest(${value}, ${lower})`
      return upper === undefined ? raised : `least(${raised}, ${upper})`
    }
    const component = (
      name: MetricComponent,
      { outcome, take, threshold = 0 }: Measure,
      bounds: readonly string[],
    ): PlannedComponent => {
      const above = take === 'above' ? [`o.value > ${given.value(threshold)}`] : []
      const condition = [`o.name = ${given.value(outcome)}`, ...bounds, ...above].join(' and ')
      const raw = rawOf(aggregateOf(take, condition))
      return { component: name, column: `c${index}_${name}`, raw, bounded }
    }
    const after = boundsAfter(metric, { beforeMs, afterMs }, given)
    const components = measures.map((measure, place) =>
      component(place === 0 ? 'value' : 'denominator', measure, after),
    )
    if (by === 'unit' && metric.covariateMs !== undefined) {
      const before = [`o.delta < 0 and o.delta >= -${given.value(metric.covariateMs)}`]
      for (const [place, measure] of measures.entries()) {
        components.push(component(place === 0 ? 'before' : 'denominatorBefore', measure, before))
      }
    }
    const { completeOnly, windowMs } = metric
    const isBounded = completeOnly === true && windowMs !== undefined && by === 'unit'
    return {
      metric,
      components,
      takesPart: isBounded ? `first_at + ${given.value(windowMs)} <= $until` : undefined,
    }
  })
  return {
    metrics: planned,
    aggregates: [...raws].map(([aggregate, raw]) => `${aggregate} as ${raw}`),
    params: given.params,
    outcomes: [...outcomes],
    beforeMs,
    afterMs,
  }
}

/** Parameters by their values, so that what is asked the same reads the same. */
interface Parameters {
  readonly params: Readonly<Record<string, QueryParam>>
  value(value: string | number): string
}

function parameters(): Parameters {
  const params: Record<string, QueryParam> = {}
  const value = (wanted: string | number): string => {
    const known = Object.keys(params).find((name) => params[name] === wanted)
    const name = known ?? `given${Object.keys(params).length}`
    params[name] = wanted
    return `$${name}`
  }
  return { params, value }
}

function boundsAfter(
  { fromMs, windowMs }: MomentMetric,
  joined: { readonly beforeMs: number; readonly afterMs: number | undefined },
  given: Parameters,
): string[] {
  const bounds: string[] = []
  // What the join already asks for need not be asked for each row again.
  if (fromMs !== undefined && fromMs > 0) bounds.push(`o.delta >= ${given.value(fromMs)}`)
  else if (joined.beforeMs > 0) bounds.push('o.delta >= 0')
  if (windowMs !== undefined && windowMs !== joined.afterMs) {
    bounds.push(`o.delta < ${given.value(windowMs)}`)
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
