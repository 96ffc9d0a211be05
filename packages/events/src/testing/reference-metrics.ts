import type {
  DayStatistics,
  MetricComponent,
  MetricStatistics,
  Moments,
  QuantileStatistics,
  SurvivalStep,
} from '../query/answers.ts'
import {
  type Analysis,
  CRASHES,
  type Grouping,
  type Measure,
  type Metric,
  type OtherExperiment,
  type TimeToOutcome,
} from '../query/questions.ts'
import type { StoredEvent } from '../stored-event.ts'
import { type Assigned, assign, byArm, counts, distinct } from './reference-exposures.ts'

const DAY_MS = 86_400_000

/** What a unit did in `[from, to)` around its first exposure. */
function outcomesOf(
  events: readonly StoredEvent[],
  analysis: Analysis,
  { unit: key, firstAt }: Assigned,
  name: string,
  [from, to]: readonly [number, number],
): StoredEvent[] {
  const { environment, unit = 'targetingKey', until = Infinity } = analysis
  return distinct(events).filter(
    (event) =>
      event.environment === environment &&
      (name === CRASHES
        ? event.type === 'crash' && event.flag === analysis.flag
        : event.type === 'outcome' && event.name === name) &&
      counts(event) &&
      (analysis.sentBy === undefined || event.sentBy === analysis.sentBy) &&
      event.units[unit] === key &&
      event.at - firstAt >= from &&
      event.at - firstAt < to &&
      event.at < until,
  )
}

function take(outcomes: readonly StoredEvent[], how: Measure['take'], threshold = 0): number {
  if (how === 'count') return outcomes.length
  if (how === 'any') return outcomes.length > 0 ? 1 : 0
  const values = outcomes.flatMap(({ value }) => value ?? [])
  if (how === 'above') return values.filter((value) => value > threshold).length
  return how === 'valued' ? values.length : values.reduce((sum, value) => sum + value, 0)
}

type MomentMetric = Exclude<Metric, { kind: 'quantile' }>

function bounded(value: number, { bounds }: MomentMetric): number {
  return Math.min(Math.max(value, bounds?.lower ?? -Infinity), bounds?.upper ?? Infinity)
}

function measures(metric: MomentMetric): Measure[] {
  const { kind } = metric
  if (kind === 'ratio') return [metric.numerator, metric.denominator]
  const sum = { outcome: metric.outcome, take: 'sum' as const }
  if (kind === 'mean') return [sum, { outcome: metric.outcome, take: 'valued' }]
  return [{ outcome: metric.outcome, take: kind === 'conversion' ? 'any' : kind }]
}

/** Moments straight from their definition, in two passes. */
export function moments(rows: readonly (readonly number[])[], weights: readonly number[]): Moments {
  const weight = weights.reduce((sum, w) => sum + w, 0)
  const weightSquares = weights.reduce((sum, w) => sum + w * w, 0)
  const size = rows[0]?.length ?? 0
  const indexes = Array.from({ length: size }, (_, i) => i)
  const mean = indexes.map((i) =>
    rows.reduce((sum, row, at) => sum + ((weights[at] ?? 0) * (row[i] ?? 0)) / weight, 0),
  )
  const denominator = weight - weightSquares / weight
  const covariance = indexes.map((i) =>
    indexes.map((j) =>
      rows.length < 2
        ? 0
        : rows.reduce(
            (sum, row, at) =>
              sum +
              (weights[at] ?? 0) *
                ((row[i] ?? 0) - (mean[i] ?? 0)) *
                ((row[j] ?? 0) - (mean[j] ?? 0)),
            0,
          ) / denominator,
    ),
  )
  return { units: rows.length, weight, weightSquares, mean, covariance }
}

function statistics(
  metric: MomentMetric,
  units: readonly Assigned[],
  rowOf: (unit: Assigned) => number[],
  components: readonly MetricComponent[],
): Pick<MetricStatistics, 'metric' | 'components' | 'moments' | 'active'> {
  const rows = units.map(rowOf)
  const found = moments(
    rows,
    units.map(({ weight }) => weight),
  )
  const zero = components.map(() => 0)
  return {
    metric: metric.name,
    components,
    moments: units.length > 0 ? found : { ...found, mean: zero, covariance: zero.map(() => zero) },
    active: rows.filter(([value]) => value !== 0).length,
  }
}

export function metrics(
  events: readonly StoredEvent[],
  analysis: Analysis,
  wanted: readonly MomentMetric[],
  assigned: readonly Assigned[] = assign(events, analysis),
): MetricStatistics[] {
  return wanted.flatMap((metric) => {
    const { windowMs = Infinity, fromMs = 0, completeOnly, covariateMs } = metric
    const parts = measures(metric)
    const components: MetricComponent[] = parts.map((_, i) => (i === 0 ? 'value' : 'denominator'))
    if (covariateMs !== undefined) {
      components.push(
        ...parts.map((_, i) => (i === 0 ? 'before' : 'denominatorBefore') as MetricComponent),
      )
    }
    return byArm(assigned).map(([arm, group]) => {
      const units = group.filter(
        ({ firstAt }) =>
          completeOnly !== true ||
          windowMs === Infinity ||
          firstAt + windowMs <= (analysis.until ?? Infinity),
      )
      const rowOf = (unit: Assigned): number[] => [
        ...parts.map((part) =>
          bounded(
            take(
              outcomesOf(events, analysis, unit, part.outcome, [fromMs, windowMs]),
              part.take,
              part.threshold,
            ),
            metric,
          ),
        ),
        ...(covariateMs === undefined ? [] : parts).map((part) =>
          bounded(
            take(
              outcomesOf(events, analysis, unit, part.outcome, [-(covariateMs ?? 0), 0]),
              part.take,
              part.threshold,
            ),
            metric,
          ),
        ),
      ]
      return { ...statistics(metric, units, rowOf, components), ...arm }
    })
  })
}

/** The same as rows of one grouping: its value as the segment. */
export function metricsBy(
  events: readonly StoredEvent[],
  analysis: Analysis,
  wanted: readonly MomentMetric[],
  grouping: Exclude<Grouping, OtherExperiment>,
): MetricStatistics[] {
  if (grouping !== 'day') {
    return metrics(events, { ...analysis, segmentBy: grouping.attribute }, wanted)
  }
  const days = assign(events, analysis).map((unit) => ({
    ...unit,
    segment: `${unit.firstAt - (unit.firstAt % DAY_MS)}`,
  }))
  return metrics(events, analysis, wanted, days)
}

export function metricsByDay(
  events: readonly StoredEvent[],
  analysis: Analysis,
  wanted: readonly MomentMetric[],
  days: number,
): DayStatistics[] {
  const assigned = assign(events, analysis)
  return wanted.flatMap((metric) =>
    Array.from({ length: days }, (_, day) =>
      byArm(assigned).map(([arm, group]) => {
        const units = group.filter(
          ({ firstAt }) => firstAt + (day + 1) * DAY_MS <= (analysis.until ?? 0),
        )
        const end = Math.min((day + 1) * DAY_MS, metric.windowMs ?? Infinity)
        const parts = measures(metric)
        const rowOf = (unit: Assigned): number[] =>
          parts.map((part) =>
            bounded(
              take(
                outcomesOf(events, analysis, unit, part.outcome, [
                  Math.max(day * DAY_MS, metric.fromMs ?? 0),
                  end,
                ]),
                part.take,
                part.threshold,
              ),
              metric,
            ),
          )
        const components: MetricComponent[] = parts.map((_, i) =>
          i === 0 ? 'value' : 'denominator',
        )
        return { ...statistics(metric, units, rowOf, components), ...arm, day }
      }),
    ).flat(),
  )
}

export function quantiles(
  events: readonly StoredEvent[],
  analysis: Analysis,
  wanted: readonly Extract<Metric, { kind: 'quantile' }>[],
): QuantileStatistics[] {
  return wanted.flatMap((metric) => {
    const { windowMs = Infinity, probability, completeOnly } = metric
    const units = assign(events, analysis).flatMap((unit) => {
      const isOpen = windowMs !== Infinity && unit.firstAt + windowMs > (analysis.until ?? Infinity)
      if (completeOnly === true && isOpen) return []
      const own = outcomesOf(events, analysis, unit, metric.outcome, [0, windowMs])
      if (own.length === 0) return []
      const sum = take(own, 'sum')
      if (metric.each !== 'mean') return [{ ...unit, total: sum }]
      const valued = take(own, 'valued')
      return valued === 0 ? [] : [{ ...unit, total: sum / valued }]
    })
    return byArm(units).map(([arm, group]): QuantileStatistics => {
      const sorted = group.map(({ total }) => total).toSorted((a, b) => a - b)
      const place = (sorted.length - 1) * probability
      const low = sorted[Math.floor(place)] ?? 0
      const high = sorted[Math.ceil(place)] ?? 0
      const ranks = (metric.ranks?.(sorted.length) ?? []).filter(
        (r) => r >= 1 && r <= sorted.length,
      )
      return {
        metric: metric.name,
        ...arm,
        units: sorted.length,
        estimate: low + (high - low) * (place - Math.floor(place)),
        ranked: Object.fromEntries(ranks.map((rank) => [rank, sorted[rank - 1] ?? 0])),
        unevenWeights: new Set(group.map(({ weight }) => weight)).size > 1,
      }
    })
  })
}

export function timeToOutcome(
  events: readonly StoredEvent[],
  analysis: Analysis & { until: number },
  { outcome, horizonMs, resolutionMs = 60_000 }: TimeToOutcome,
): SurvivalStep[] {
  const ends = assign(events, analysis).map((unit) => {
    const own = outcomesOf(events, analysis, unit, outcome, [0, horizonMs])
    const reached = own.length > 0
    const lasted = reached
      ? Math.min(...own.map(({ at }) => at)) - unit.firstAt
      : Math.min(horizonMs, analysis.until - unit.firstAt)
    return { ...unit, reached, timeMs: lasted - (lasted % resolutionMs) }
  })
  const groups = Map.groupBy(ends, (end) =>
    JSON.stringify([end.variant, end.segment ?? '', end.timeMs]),
  )
  const sum = (group: typeof ends): number => group.reduce((total, { weight }) => total + weight, 0)
  return [...groups.values()].map((group) => ({
    variant: group[0]?.variant ?? '',
    segment: group[0]?.segment,
    timeMs: group[0]?.timeMs ?? 0,
    events: sum(group.filter(({ reached }) => reached)),
    censored: sum(group.filter(({ reached }) => !reached)),
    weightSquares: group.reduce((total, { weight }) => total + weight * weight, 0),
  }))
}
