import type { GroupAnswer, GroupedAnswer, GroupUnits } from './answers.ts'
import { armsOf } from './arms.ts'
import { type Sql, groupColumns } from './assigned.ts'
import { checkAnalysis, checkMetrics, checkTime, invalid, neededUntil } from './check-question.ts'
import type { Dialect, Engine, EventsView, QueryRow } from './engine.ts'
import {
  type MetricPlan,
  type MomentMetric,
  type PlannedMetric,
  planMetrics,
} from './metric-plan.ts'
import { filledColumns, rangeOf, sizeOf, toStatistics } from './metrics.ts'
import { isOther } from './other-experiments.ts'
import { outcomesOf } from './outcomes.ts'
import type { Analysis, Grouping, Metric } from './questions.ts'
import { inSlices } from './slices.ts'

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
  const [from, to] = rangeOf(analysis, wanted)
  const since = groupings.filter(isOther).map((other) => other.since)
  for (const time of since) checkTime('since', time)
  return engine.view(analysis.environment, [Math.min(from, ...since), to], (view) =>
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
  const summed = plan.metrics.map((metric) => sumsOf(dialect, metric))
  const sizes = [
    { column: 'units', sql: 'count(*)' },
    ...plan.metrics.map((metric, index) => ({ column: `size${index}`, sql: sizeOf(metric) })),
  ]
  const columns = groupColumns(groupings)
  const keys = ['variant', 'weight', ...columns].join(', ')
  const sets = ['(variant, weight)', ...columns.map((column) => `(variant, weight, ${column})`)]
  const carriesFirst = plan.metrics.some(({ takesPart }) => takesPart !== undefined)
  const ofArms = summed.flatMap((metric) => metric.ofArms)
  const pivots = summed.flatMap((metric) => metric.pivots)
  const sums = summed.flatMap((metric) => metric.sums)
  const slices = await inSlices(dialect, view, analysis, async (events) => {
    const arms = armsOf(dialect, events, analysis, groupings, sizes)
    const outcomes = outcomesOf(dialect, events, analysis, plan)
    // First each arm for itself: most often a few thousand rows are left of a million units.
    const sql = `with ${arms.text}, ${outcomes.text}, per_unit as (
      select unit, min(arm) as arm${carriesFirst ? ', min(first_at) as first_at' : ''}, ${plan.aggregates.join(', ')}
      from outcomes o group by unit
    ), filled as ${dialect.materialized} (
      select arm, ${plan.metrics.flatMap(filledColumns).join(', ')} from per_unit
    ), figures as (
      select arm as figures_arm, count(*) as a_known, ${ofArms.map(({ sql: figure, column }) => `${figure} as a_${column}`).join(', ')}
      from filled group by arm
    ), told_arms as ${dialect.materialized} (
      select * from arms r left join figures on figures_arm = r.arm
    ), pivots as (
      select ${['variant as p_variant', ...pivots.map(({ sql: pivot, column }) => `coalesce(${pivot}, 0) as p_${column}`)].join(', ')} from told_arms group by variant
    ), grouped as (
      select ${keys}, ${columns.map((column) => `grouping(${column}) as left_out_${column}, `).join('')}sum(coalesce(a_known, 0)) as all_known,
        ${[...sizes.map(({ column }) => `sum(${column}) as g_${column}`), ...pivots.map(({ column }) => `min(p_${column}) as q_${column}`), ...sums.map(({ sql: sum, column }) => `sum(coalesce(${sum}, 0)) as g_${column}`)].join(', ')}
      from told_arms join pivots on p_variant = variant group by grouping sets (${sets.join(', ')})
    )
    select ${keys}, ${columns.map((column) => `left_out_${column}, `).join('')}${sizes.map(({ column }) => `g_${column} as ${column}, `).join('')}
      ${summed.flatMap(({ figures }) => figures).join(', ')}, (select count(*) from seen_units where is_mixed) as mixed
    from grouped limit ${MOST_ROWS + 1}`
    const params = { ...arms.params, ...outcomes.params, ...plan.params }
    const rows = await view.query(sql, params)
    if (rows.length > MOST_ROWS) {
      throw invalid('A grouping has too many values: group by something that has fewer.')
    }
    return { rows, mixed: await mixedIn(view, { text: arms.text, params }, rows) }
  })
  const rows = slices.flatMap((slice) => slice.rows)
  const isOf = (row: QueryRow, column: string | undefined): boolean =>
    columns.every((name) => (Number(row[`left_out_${name}`]) === 0) === (name === column))
  const of = (column: string | undefined): QueryRow[] => rows.filter((row) => isOf(row, column))
  return {
    all: unitsOf(plan, of(undefined)),
    groups: columns.map((column) => groupsOf(plan, of(column), column)),
    unitsInSeveralVariants: slices.reduce((sum, { mixed }) => sum + mixed, 0),
  }
}

/** Units in several variants; where there are no others, no row is there to say so. */
async function mixedIn(view: EventsView, arms: Sql, [row]: readonly QueryRow[]): Promise<number> {
  const [told] =
    row === undefined
      ? await view.query(
          `with ${arms.text} select count(*) as mixed from seen_units where is_mixed`,
          arms.params,
        )
      : [row]
  return Number(told?.['mixed'] ?? 0)
}

/** A figure and the SQL that makes it. */
interface Part {
  readonly column: string
  readonly sql: string
}

/** How the figures of a metric are made, from units to arms to groups of them. */
interface Summed {
  /** Over the units of an arm. */
  readonly ofArms: readonly Part[]
  /** Over the arms of a variant. */
  readonly pivots: readonly Part[]
  /** Added up over the arms of a group. */
  readonly sums: readonly Part[]
  /** What that makes. */
  readonly figures: readonly string[]
}

/**
 * Plans the figures of a metric. Each arm has its mean and its deviations from that; they are
 * merged around a pivot, which is the median of the means of a variant: so a mean of
 * 1e9 keeps a deviation of 1, and one unit with 1e12 leaves the groups alone that it is not in.
 *
 * @see Chan, Golub, LeVeque (1983), Algorithms for Computing the Sample Variance
 */
function sumsOf(dialect: Dialect, { metric, components, takesPart }: PlannedMetric): Summed {
  const columns = components.map(({ column }) => column)
  const [first = ''] = columns
  const pairs = columns.flatMap((x, i) => columns.slice(i).map((y) => [x, y] as const))
  const isWhole = takesPart === undefined
  const known = isWhole ? [] : [`${first}_k`]
  const ofKnown = known.map((column) => ({ column, sql: `count(${first})` }))
  const inArm = isWhole ? 'a_known' : `a_${first}_k`
  const inGroup = isWhole ? 'all_known' : `g_${first}_k`
  const asIs = (names: readonly string[]): Part[] =>
    names.map((column) => ({ column, sql: `a_${column}` }))
  const over = (column: string): string => `g_${column}_s / nullif(${inGroup}, 0)`
  // Of zeros and ones the sum says it all.
  if (metric.kind === 'conversion' && metric.bounds === undefined && columns.length === 1) {
    return {
      ofArms: [...ofKnown, { column: `${first}_s`, sql: `sum(${first})` }],
      pivots: [],
      sums: asIs([...known, `${first}_s`]),
      figures: [
        `${inGroup} as ${first}_n`,
        `g_${first}_s as ${first}_active`,
        `${over(first)} as ${first}_mean`,
        `${over(first)} * (1 - ${over(first)}) as ${first}_${first}`,
      ],
    }
  }
  const apart = (column: string): string => `(a_${column}_m - p_${column})`
  // Adding the pivot back leaves a rounding error, which nobody could tell from a tiny number.
  const orZero = (of: readonly string[], figure: string): string =>
    `case when ${of.map((column) => `g_${column}_a > 0`).join(' and ')} then ${figure} else 0 end`
  return {
    ofArms: [
      ...ofKnown,
      ...columns.flatMap((column) => [
        { column: `${column}_a`, sql: `count(case when ${column} <> 0 then 1 end)` },
        { column: `${column}_m`, sql: `avg(${column})` },
      ]),
      ...pairs.map(([x, y]) => ({
        column: `${x}_${y}_c`,
        sql: x === y ? dialect.varPop(x) : dialect.covarPop(x, y),
      })),
    ],
    pivots: columns.map((column) => ({ column, sql: dialect.quantile(`a_${column}_m`, 0.5) })),
    sums: [
      ...asIs([...known, ...columns.map((column) => `${column}_a`)]),
      ...columns.map((column) => ({ column: `${column}_s`, sql: `${inArm} * ${apart(column)}` })),
      ...pairs.map(([x, y]) => ({
        column: `${x}_${y}_s`,
        sql: `${inArm} * (a_${x}_${y}_c + ${apart(x)} * ${apart(y)})`,
      })),
    ],
    figures: [
      `${inGroup} as ${first}_n`,
      `g_${first}_a as ${first}_active`,
      ...columns.map(
        (column) => `${orZero([column], `q_${column} + ${over(column)}`)} as ${column}_mean`,
      ),
      ...pairs.map(
        ([x, y]) =>
          `${orZero(x === y ? [x] : [x, y], `${over(`${x}_${y}`)} - (${over(x)}) * (${over(y)})`)} as ${x}_${y}`,
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
