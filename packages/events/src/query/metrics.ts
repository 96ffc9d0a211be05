import type { DayStatistics, MetricAnswer, MetricStatistics } from './answers.ts'
import { armsOf } from './arms.ts'
import { segmentOf } from './assigned.ts'
import { byVariant } from './by-variant.ts'
import { checkAnalysis, checkMetrics, invalid, neededUntil } from './check-question.ts'
import type { Dialect, Engine, EventsView, QueryRow } from './engine.ts'
import { type MomentMetric, type PlannedMetric, planMetrics } from './metric-plan.ts'
import { type WeightGroup, mergeGroups } from './moments.ts'
import { outcomesOf } from './outcomes.ts'
import { quantilesOf } from './quantiles.ts'
import type { Analysis, Metric } from './questions.ts'
import { inSlices } from './slices.ts'

const DAY_MS = 86_400_000
const MAX_DAYS = 90

/** Answers metrics as sufficient statistics. */
export async function metrics(
  engine: Engine,
  analysis: Analysis,
  wanted: readonly Metric[],
): Promise<MetricAnswer> {
  checkMetrics(wanted)
  checkAnalysis(analysis)
  if (wanted.some(({ completeOnly }) => completeOnly === true)) neededUntil(analysis)
  const moments = wanted.filter((metric) => metric.kind !== 'quantile')
  const quantiles = wanted.filter((metric) => metric.kind === 'quantile')
  return engine.view(analysis.environment, rangeOf(analysis, wanted), async (view) => ({
    statistics:
      moments.length === 0 ? [] : await momentsOf(engine.dialect, view, analysis, moments),
    quantiles: await quantilesOf(engine.dialect, view, analysis, quantiles),
  }))
}

/** Answers metrics for each day since the first exposure. */
export async function metricsByDay(
  engine: Engine,
  analysis: Analysis,
  wanted: readonly Metric[],
  days: number,
): Promise<DayStatistics[]> {
  checkMetrics(wanted)
  checkAnalysis(analysis)
  const until = neededUntil(analysis)
  if (!(Number.isInteger(days) && days >= 1 && days <= MAX_DAYS)) {
    throw invalid(`There are ${days} days: ask for 1 to ${MAX_DAYS}.`)
  }
  const moments = wanted.filter((metric) => metric.kind !== 'quantile')
  if (moments.length < wanted.length)
    throw invalid('Quantiles cannot be told by day: leave them out.')
  return engine.view(analysis.environment, rangeOf(analysis, wanted), (view) =>
    daysOf(engine.dialect, view, { ...analysis, until }, moments, days),
  )
}

/** When what an analysis reads can have happened. */
export function rangeOf(analysis: Analysis, wanted: readonly Metric[]): [number, number] {
  const before = Math.max(0, ...wanted.map(({ covariateMs }) => covariateMs ?? 0))
  const windows = wanted.map(({ windowMs }) => windowMs ?? Number.MAX_SAFE_INTEGER)
  const end = analysis.to + Math.max(...windows)
  return [analysis.from - before, Math.min(end, analysis.until ?? end)]
}

async function momentsOf(
  dialect: Dialect,
  view: EventsView,
  analysis: Analysis,
  wanted: readonly MomentMetric[],
): Promise<MetricStatistics[]> {
  const plan = planMetrics(wanted, 'unit')
  const carriesFirst = plan.metrics.some(({ takesPart }) => takesPart !== undefined)
  const slices = await inSlices(dialect, view, analysis, (events) => {
    const arms = armsOf(dialect, events, analysis)
    const outcomes = outcomesOf(dialect, events, analysis, plan)
    const sql = `with ${arms.text}, ${outcomes.text}, per_unit as (
      select unit, min(arm) as arm${carriesFirst ? ', min(first_at) as first_at' : ''}, ${plan.aggregates.join(', ')}
      from outcomes o group by unit
    ), filled as (select arm, ${plan.metrics.flatMap(filledColumns).join(', ')} from per_unit),
    stats as (select arm as stats_arm, ${plan.metrics.flatMap((m) => statisticsOf(dialect, m)).join(', ')} from filled group by arm),
    sizes as (select arm as sizes_arm, ${plan.metrics.map((metric, index) => `${sizeOf(metric)} as size${index}`).join(', ')} from unit_arms group by arm)
    select * from sizes join arms r on r.arm = sizes_arm left join stats on stats_arm = sizes_arm`
    return view.query(sql, { ...arms.params, ...outcomes.params, ...plan.params })
  })
  const rows = slices.flat()
  return plan.metrics.flatMap((planned, index) =>
    byVariant(rows, (group) => ({
      ...toStatistics(planned, index, group),
      ...variantOf(group),
    })),
  )
}

async function daysOf(
  dialect: Dialect,
  view: EventsView,
  analysis: Analysis & { readonly until: number },
  wanted: readonly MomentMetric[],
  days: number,
): Promise<DayStatistics[]> {
  const plan = { ...planMetrics(wanted, 'day') }
  const horizonMs = days * DAY_MS
  const afterMs = Math.min(horizonMs, plan.afterMs ?? horizonMs)
  const day = `(o.delta - o.delta % ${DAY_MS})`
  const lived = Array.from(
    { length: days },
    (_, at) =>
      `count(case when first_at + ${(at + 1) * DAY_MS} <= $until then 1 end) as lived${at}`,
  )
  const slices = await inSlices(dialect, view, analysis, async (events) => {
    const arms = armsOf(dialect, events, analysis)
    const outcomes = outcomesOf(dialect, events, analysis, { ...plan, afterMs })
    const sql = `with ${arms.text}, ${outcomes.text}, per_unit as (
      select unit, min(arm) as arm, ${day} as day_ms, ${plan.aggregates.join(', ')}
      from outcomes o where o.first_at + ${day} + ${DAY_MS} <= $until group by unit, ${day}
    ), filled as (select arm, day_ms, ${plan.metrics.flatMap(filledColumns).join(', ')} from per_unit)
    select f.arm as arm, f.day_ms as day_ms, ${plan.metrics.flatMap((m) => statisticsOf(dialect, m)).join(', ')}
    from filled f group by f.arm, f.day_ms`
    const sizesSql = `with ${arms.text} select * from (
      select arm as sizes_arm, ${lived.join(', ')} from unit_arms group by arm
    ) s join arms r on r.arm = s.sizes_arm`
    const found = await view.query(sql, { ...arms.params, ...outcomes.params, ...plan.params })
    const sizes = await view.query(sizesSql, { ...arms.params, until: analysis.until })
    return { found, sizes }
  })
  return plan.metrics.flatMap((planned, index) =>
    Array.from({ length: days }, (_, at) => {
      const rows = slices.flatMap(({ found, sizes }) =>
        sizes.map((size): QueryRow => {
          const row = found.find(
            ({ arm, day_ms: dayMs }) =>
              Number(arm) === Number(size['arm']) && Number(dayMs) === at * DAY_MS,
          )
          return { ...row, ...size, [`size${index}`]: size[`lived${at}`] }
        }),
      )
      return byVariant(rows, (group) => ({
        ...toStatistics(planned, index, group),
        ...variantOf(group),
        day: at,
      }))
    }).flat(),
  )
}

/** Components with 0 where a unit has nothing, and null where it takes no part. */
export function filledColumns({ components, takesPart }: PlannedMetric): string[] {
  return components.map(({ column, raw, bounded }) => {
    const value = bounded(`coalesce(cast(${raw} as double precision), 0)`)
    return takesPart === undefined
      ? `${value} as ${column}`
      : `case when ${takesPart} then ${value} end as ${column}`
  })
}

/** What is known of a metric over units, as columns. */
export function statisticsOf(dialect: Dialect, { components }: PlannedMetric): string[] {
  const columns = components.map(({ column }) => column)
  const [first = ''] = columns
  return [
    `count(${first}) as ${first}_n`,
    `count(case when ${first} <> 0 then 1 end) as ${first}_active`,
    ...columns.map((column) => `avg(${column}) as ${column}_mean`),
    ...columns.flatMap((x, i) =>
      columns.slice(i).map((y) => {
        const figure = x === y ? dialect.varPop(x) : dialect.covarPop(x, y)
        return `${figure} as ${x}_${y}`
      }),
    ),
  ]
}

/** How many units take part in a metric. */
export function sizeOf({ takesPart }: PlannedMetric): string {
  return takesPart === undefined ? 'count(*)' : `count(case when ${takesPart} then 1 end)`
}

/** Reads what `statisticsOf` and `sizeOf` gave, of all rows together. */
export function toStatistics(
  { metric, components }: PlannedMetric,
  index: number,
  rows: readonly QueryRow[],
): Pick<MetricStatistics, 'metric' | 'components' | 'moments' | 'active'> {
  const columns = components.map(({ column }) => column)
  const [first = ''] = columns
  const groups = rows.map((row): WeightGroup => ({
    weight: Number(row['weight']),
    units: Number(row[`size${index}`]),
    known: figure(row[`${first}_n`]),
    mean: columns.map((column) => figure(row[`${column}_mean`])),
    covariance: columns.map((x, i) =>
      columns.map((y, j) => figure(row[i <= j ? `${x}_${y}` : `${y}_${x}`])),
    ),
  }))
  return {
    metric: metric.name,
    components: components.map(({ component }) => component),
    moments: mergeGroups(groups, columns.length),
    active: rows.reduce((sum, row) => sum + figure(row[`${first}_active`]), 0),
  }
}

/** Null where no unit has anything. */
function figure(value: unknown): number {
  return value === null || value === undefined ? 0 : Number(value)
}

function variantOf(rows: readonly QueryRow[]): { variant: string; segment: string | undefined } {
  return { variant: String(rows[0]?.['variant']), segment: segmentOf(rows[0]?.['segment']) }
}
