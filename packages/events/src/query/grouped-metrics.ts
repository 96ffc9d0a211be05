import type { GroupAnswer, GroupedAnswer, GroupUnits } from './answers.ts'
import { armsOf, groupColumns } from './assigned.ts'
import { checkAnalysis, checkMetrics, invalid, neededUntil } from './check-question.ts'
import type { Dialect, Engine, EventsView, QueryRow } from './engine.ts'
import {
  type MetricPlan,
  type MomentMetric,
  type PlannedMetric,
  planMetrics,
} from './metric-plan.ts'
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
  const figures = plan.metrics.flatMap((metric) => statisticsOf(dialect, metric)).map(ofArm)
  const sizes = ['count(*) as units', ...plan.metrics.map(sizeOf)].map(ofArm)
  const merged = plan.metrics.map(mergedOf)
  // First each arm for itself: of a million units a few thousand rows are left to be grouped.
  const sql = `with ${arms.text}, ${outcomes.text}, per_unit as (
      select unit, min(arm) as arm${carriesFirst ? ', min(first_at) as first_at' : ''}, ${aggregates(plan)}
      from outcomes o group by unit
    ), filled as (select arm, ${plan.metrics.flatMap(filledColumns).join(', ')} from per_unit),
    arm_figures as ${dialect.materialized} (select arm as figures_arm, ${figures.join(', ')} from filled group by arm),
    pivots as (select ${merged.flatMap(({ pivots }) => pivots).join(', ')} from arm_figures),
    arm_sizes as (select arm as sizes_arm, ${sizes.join(', ')} from unit_arms group by arm),
    per_arm as ${dialect.materialized} (
      select r.*, s.*, ${merged.flatMap(({ shifted }) => shifted).join(', ')}
      from arm_sizes s join arms r on r.arm = s.sizes_arm
        left join arm_figures f on f.figures_arm = s.sizes_arm cross join pivots p)
    select ${keys}, ${columns.map((column) => `grouping(${column}) as left_out_${column}, `).join('')}sum(a_units) as units,
      ${plan.metrics.map((_, index) => `sum(a_size${index}) as size${index}`).join(', ')},
      ${merged.flatMap(({ figures: own }) => own).join(', ')}
    from per_arm group by grouping sets (${sets.join(', ')}) limit ${MOST_ROWS + 1}`
  const rows = await view.query(sql, { ...arms.params, ...outcomes.params, ...plan.params })
  if (rows.length > MOST_ROWS) {
    throw invalid('A grouping has too many values: group by something that has fewer.')
  }
  const isOf = (row: QueryRow, column: string | undefined): boolean =>
    columns.every((name) => (Number(row[`left_out_${name}`]) === 0) === (name === column))
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

/** A figure of an arm, under a name of its own: an engine may take one name for both. */
function ofArm(figure: string): string {
  return figure.replace(/ as (\w+)$/, ' as a_$1')
}

/**
 * How figures of arms become figures of groups. Means are taken from a pivot, the mean of all,
 * before they are squared, so that a mean of 1e9 keeps a deviation of 1.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for Computing the Sample Variance
 */
function mergedOf({ components }: PlannedMetric): {
  readonly pivots: readonly string[]
  readonly shifted: readonly string[]
  readonly figures: readonly string[]
} {
  const columns = components.map(({ column }) => column)
  const [first = ''] = columns
  const pairs = columns.flatMap((x, i) => columns.slice(i).map((y) => [x, y] as const))
  const n = `b_${first}_n`
  const all = `nullif(sum(${n}), 0)`
  const shift = (column: string): string => `sum(${n} * d_${column}) / ${all}`
  return {
    pivots: columns.map(
      (column) =>
        `coalesce(sum(a_${first}_n * a_${column}_mean) / nullif(sum(a_${first}_n), 0), 0) as p_${column}`,
    ),
    shifted: [
      `coalesce(a_${first}_n, 0) as ${n}`,
      `coalesce(a_${first}_active, 0) as b_${first}_active`,
      ...columns.map((column) => `coalesce(a_${column}_mean - p_${column}, 0) as d_${column}`),
      ...columns.map((column) => `p_${column} as q_${column}`),
      ...pairs.map(([x, y]) => `coalesce(a_${x}_${y}, 0) as b_${x}_${y}`),
    ],
    figures: [
      `sum(${n}) as ${first}_n`,
      `sum(b_${first}_active) as ${first}_active`,
      ...columns.map((column) => `${shift(column)} + min(q_${column}) as ${column}_mean`),
      ...pairs.map(
        ([x, y]) =>
          `sum(${n} * (b_${x}_${y} + d_${x} * d_${y})) / ${all} - (${shift(x)}) * (${shift(y)}) as ${x}_${y}`,
      ),
    ],
  }
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
      return {
        variant,
        units: own.reduce((sum, row) => sum + Number(row['units']), 0),
        statistics: plan.metrics.map((planned, index) => toStatistics(planned, index, own)),
      }
    })
}
