import type { QuantileStatistics } from './answers.ts'
import { armsOf } from './arms.ts'
import { segmentOf } from './assigned.ts'
import { invalid, neededUntil } from './check-question.ts'
import type { Dialect, EventsView } from './engine.ts'
import { outcomesOf } from './outcomes.ts'
import type { Analysis, Metric } from './questions.ts'

type QuantileMetric = Extract<Metric, { readonly kind: 'quantile' }>

/** Answers quantiles over units of what their values add up to, or of their mean. */
export async function quantilesOf(
  dialect: Dialect,
  view: EventsView,
  analysis: Analysis,
  metrics: readonly QuantileMetric[],
): Promise<QuantileStatistics[]> {
  const answers: QuantileStatistics[] = []
  for (const metric of metrics) answers.push(...(await quantileOf(dialect, view, analysis, metric)))
  return answers
}

async function quantileOf(
  dialect: Dialect,
  view: EventsView,
  analysis: Analysis,
  metric: QuantileMetric,
): Promise<QuantileStatistics[]> {
  const arms = armsOf(dialect, view.events, analysis)
  const outcomes = outcomesOf(dialect, view.events, analysis, {
    outcomes: [metric.outcome],
    beforeMs: 0,
    afterMs: metric.windowMs,
  })
  const isBounded = metric.completeOnly === true && metric.windowMs !== undefined
  const whole = isBounded ? 'where o.first_at + $after <= $until' : ''
  if (isBounded) neededUntil(analysis)
  const [total, having] =
    metric.each === 'mean'
      ? ['avg(o.value)', 'having count(o.value) > 0']
      : ['coalesce(sum(o.value), 0)', '']
  const sums = `with ${arms.text}, ${outcomes.text}, sums as (
      select unit, min(arm) as arm, ${total} as total from outcomes o ${whole} group by unit ${having}
    ), named as (
      select r.variant as variant, r.segment as segment, r.weight as weight, s.total as total
      from sums s join arms r on r.arm = s.arm)`
  const params = { ...arms.params, ...outcomes.params }
  const rows = await view.query(
    `${sums} select variant, segment, count(*) as units, min(weight) as least, max(weight) as most,
       ${dialect.quantile('total', metric.probability)} as estimate
     from named group by variant, segment order by variant, segment`,
    params,
  )
  const wanted = rows.map((row) => ranksFor(metric, Number(row['units'])))
  const all = [...new Set(wanted.flat())]
  const ranked =
    all.length === 0
      ? []
      : await view.query(
          `${sums} select variant, segment, place, total from (
             select variant, segment, total, row_number() over (partition by variant, segment order by total) as place from named
           ) p where place in (${all.join(', ')})`,
          params,
        )
  return rows.map((row, index): QuantileStatistics => {
    const own = ranked.filter(
      (found) =>
        found['variant'] === row['variant'] &&
        found['segment'] === row['segment'] &&
        wanted[index]?.includes(Number(found['place'])),
    )
    return {
      metric: metric.name,
      variant: String(row['variant']),
      segment: segmentOf(row['segment']),
      units: Number(row['units']),
      estimate: Number(row['estimate']),
      ranked: Object.fromEntries(
        own
          .map(({ place, total }): [number, number] => [Number(place), Number(total)])
          .toSorted(([a], [b]) => a - b),
      ),
      unevenWeights: Number(row['least']) !== Number(row['most']),
    }
  })
}

function ranksFor(metric: QuantileMetric, units: number): number[] {
  const ranks = metric.ranks?.(units) ?? []
  for (const rank of ranks) {
    if (!Number.isSafeInteger(rank)) {
      throw invalid(`A rank of "${metric.name}" is ${rank}: give whole numbers from 1.`)
    }
  }
  return ranks.filter((rank) => rank >= 1 && rank <= units)
}
