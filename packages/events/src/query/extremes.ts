import type { ExtremeUnit } from './answers.ts'
import { armsOf } from './arms.ts'
import { checkAnalysis, checkMetrics, invalid } from './check-question.ts'
import type { Engine } from './engine.ts'
import { planMetrics } from './metric-plan.ts'
import { filledColumns, rangeOf } from './metrics.ts'
import { outcomesOf } from './outcomes.ts'
import type { Analysis, ExtremesQuestion } from './questions.ts'
import { inSlices } from './slices.ts'

const MOST_UNITS = 1_000

/** Tells the units of each variant that move a metric most to one side, the most extreme first. */
export async function extremes(
  engine: Engine,
  analysis: Analysis,
  { metric, most, end, expected = 0, since = 0 }: ExtremesQuestion,
): Promise<ExtremeUnit[]> {
  checkAnalysis(analysis)
  checkMetrics([metric])
  if (metric.kind === 'quantile') throw invalid('No unit moves a quantile by itself: leave it out.')
  if (!(Number.isSafeInteger(most) && most >= 1 && most <= MOST_UNITS))
    throw invalid(`"most" is ${most}: ask for 1 to ${MOST_UNITS} units of each variant.`)
  const { dialect } = engine
  const plan = planMetrics([metric], 'day')
  const [planned] = plan.metrics
  const [own, other] = planned?.components.map(({ column }) => column) ?? []
  if (planned === undefined || own === undefined) return []
  const moved =
    other === undefined ? own : `${own} - cast($expected as double precision) * ${other}`
  const order = end === 'highest' ? 'desc' : 'asc'
  const range = rangeOf(analysis, [metric])
  const rows = await engine.view(analysis.environment, range, async (view) => {
    const slices = await inSlices(dialect, view, analysis, async (events) => {
      const arms = armsOf(dialect, events, analysis)
      const outcomes = outcomesOf(dialect, events, analysis, plan)
      const sql = `with ${arms.text}, ${outcomes.text}, per_unit as (
        select unit, min(arm) as arm, min(first_at) as first_at, ${plan.aggregates.join(', ')}
        from outcomes o group by unit
      ), filled as (
        select unit, arm, ${filledColumns({ ...planned, takesPart: undefined }).join(', ')}
        from per_unit where first_at >= $since
      ), moving as (
        select f.unit as moved_unit, r.variant as variant, ${moved} as moved
        from filled f join arms r on r.arm = f.arm
      ), placed_units as (
        select moved_unit, variant, moved,
          row_number() over (partition by variant order by moved ${order}, moved_unit) as place
        from moving where moved ${end === 'highest' ? '>' : '<'} 0
      )
      select cast(moved_unit as varchar) as unit, variant, moved from placed_units
      where place <= $most order by variant, place`
      const params = { ...arms.params, ...outcomes.params, ...plan.params, expected, since, most }
      return view.query(sql, params)
    })
    return slices.flat()
  })
  const units = rows.map((row) => ({
    unit: BigInt(String(row['unit'])).toString(16).padStart(16, '0'),
    variant: String(row['variant']),
    value: Number(row['moved']),
  }))
  // Each part of the units has told its own.
  const sign = end === 'highest' ? -1 : 1
  return [...Map.groupBy(units, ({ variant }) => variant).values()].flatMap((of) =>
    of.toSorted((a, b) => sign * (a.value - b.value)).slice(0, most),
  )
}
