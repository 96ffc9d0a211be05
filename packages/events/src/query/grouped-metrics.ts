import type { GroupAnswer, GroupedAnswer, GroupUnits } from './answers.ts'
import { armsOf, groupColumns } from './assigned.ts'
import { checkAnalysis, checkMetrics, invalid, neededUntil } from './check-question.ts'
import type { Dialect, Engine, EventsView, QueryRow } from './engine.ts'
import { type MetricPlan, type MomentMetric, planMetrics } from './metric-plan.ts'
import {
  aggregates,
  filledColumns,
  rangeOf,
  sizeOf,
  statisticsOf,
  toStatistics,
} from './metrics.ts'
import { outcomesOf } from './outcomes.ts'
import type { Analysis, Grouping, Metric } from './questions.ts'

const MOST_GROUPINGS = 12
/** More values than this of one grouping tell nobody anything. */
const MOST_ROWS = 200_000

/** Answers metrics of everybody and by several groupings, with one look at the events. */
export async function metricsBy(
  engine: Engine,
  analysis: Analysis,
  wanted: readonly Metric[],
  groupings: readonly Grouping[],
): Promise<GroupedAnswer> {
  checkMetrics(wanted)
  checkAnalysis(analysis)
  if (groupings.length > MOST_GROUPINGS) {
    throw invalid(`There are ${groupings.length} groupings: ask for ${MOST_GROUPINGS} at most.`)
  }
  if (wanted.some(({ completeOnly }) => completeOnly === true)) neededUntil(analysis)
  const moments = wanted.filter((metric) => metric.kind !== 'quantile')
  if (moments.length < wanted.length)
    throw invalid('Quantiles cannot be told by group: leave them out.')
  return engine.view(analysis.environment, rangeOf(analysis, wanted), (view) =>
    groupedOf(engine.dialect, view, analysis, moments, groupings),
  )
}

async function groupedOf(
  dialect: Dialect,
  view: EventsView,
  analysis: Analysis,
  wanted: readonly MomentMetric[],
  groupings: readonly Grouping[],
): Promise<GroupedAnswer> {
  const plan = planMetrics(wanted, 'unit')
  const arms = armsOf(dialect, view.events, analysis, groupings)
  const outcomes = outcomesOf(dialect, view.events, analysis, plan)
  const columns = groupColumns(groupings)
  const sets = ['(variant, weight)', ...columns.map((column) => `(variant, weight, ${column})`)]
  const keys = ['variant', 'weight', ...columns].join(', ')
  const carriesFirst = plan.metrics.some(({ takesPart }) => takesPart !== undefined)
  const figures = plan.metrics.flatMap((metric) => statisticsOf(dialect, metric))
  const sizes = ['count(*) as units', ...plan.metrics.map(sizeOf)]
  // Units with an outcome are few of all that were exposed, so the two are counted apart.
  const sql = `with ${arms.text}, ${outcomes.text}, per_unit as (
      select unit, min(arm) as arm${carriesFirst ? ', min(first_at) as first_at' : ''}, ${aggregates(plan)}
      from outcomes o group by unit
    ), filled as (select arm as filled_arm, ${plan.metrics.flatMap(filledColumns).join(', ')} from per_unit),
    known as (select * from filled f join arms r on r.arm = f.filled_arm),
    everybody as (select u.first_at as first_at, r.* from unit_arms u join arms r on r.arm = u.arm)
    select ${keys}, ${figures.join(', ')}, ${nulls(sizes)}
    from known group by grouping sets (${sets.join(', ')})
    union all
    select ${keys}, ${nulls(figures)}, ${sizes.join(', ')}
    from everybody group by grouping sets (${sets.join(', ')})
    limit ${MOST_ROWS + 1}`
  const rows = await view.query(sql, { ...arms.params, ...outcomes.params, ...plan.params })
  if (rows.length > MOST_ROWS) {
    throw invalid('A grouping has too many values: group by something that has fewer.')
  }
  const isOf = (row: QueryRow, column: string | undefined): boolean =>
    columns.every((name) => (row[name] !== null) === (name === column))
  return {
    all: unitsOf(
      plan,
      rows.filter((row) => isOf(row, undefined)),
    ),
    groups: columns.map((column) =>
      groupsOf(
        plan,
        rows.filter((row) => isOf(row, column)),
        column,
      ),
    ),
  }
}

/** The same columns, without values. */
function nulls(columns: readonly string[]): string {
  return columns.map((column) => `null as ${column.slice(column.lastIndexOf(' ') + 1)}`).join(', ')
}

function groupsOf(plan: MetricPlan, rows: readonly QueryRow[], column: string): GroupAnswer[] {
  const byValue = Map.groupBy(rows, (row) => String(row[column]))
  return [...byValue]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, own]) => ({ value, variants: unitsOf(plan, own) }))
}

function unitsOf(plan: MetricPlan, rows: readonly QueryRow[]): GroupUnits[] {
  const byVariant = Map.groupBy(rows, (row) => String(row['variant']))
  return [...byVariant]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([variant, own]) => {
      const whole = joined(own)
      return {
        variant,
        units: whole.reduce((sum, row) => sum + Number(row['units']), 0),
        statistics: plan.metrics.map((planned, index) => toStatistics(planned, index, whole)),
      }
    })
}

/** What is known of the units of a weight, beside how many there are. */
function joined(rows: readonly QueryRow[]): QueryRow[] {
  const byWeight = Map.groupBy(rows, (row) => Number(row['weight']))
  return [...byWeight.values()].map((own) => {
    const whole: Record<string, unknown> = {}
    for (const row of own) {
      for (const [name, value] of Object.entries(row)) if (value !== null) whole[name] = value
    }
    return whole
  })
}
