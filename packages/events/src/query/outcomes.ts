import { SENT_BY_SERVER, type Sql, unitColumn } from './assigned.ts'
import type { Dialect, QueryParam } from './engine.ts'
import type { MetricPlan } from './metric-plan.ts'
import { type Analysis, CRASHES } from './questions.ts'

/** Common table `outcomes`: those with a unit that was exposed, and `delta` to its first exposure. */
export function outcomesOf(
  dialect: Dialect,
  events: string,
  analysis: Analysis,
  plan: Pick<MetricPlan, 'outcomes' | 'beforeMs' | 'afterMs'>,
): Sql {
  const column = unitColumn(dialect, analysis.unit ?? 'targetingKey')
  const params: Record<string, QueryParam> = { before: plan.beforeMs }
  const hasCrashes = plan.outcomes.includes(CRASHES)
  const tracked = plan.outcomes.filter((outcome) => outcome !== CRASHES)
  // One by one, and not as a list: that lets a row group be skipped whose names are others.
  const names = tracked.map((outcome, index) => {
    params[`outcome${index}`] = outcome
    return `$outcome${index}`
  })
  const kinds = [
    ...(names.length > 0 ? [`e.type = 'outcome' and e.name in (${names.join(', ')})`] : []),
    ...(hasCrashes ? [`e.type = 'crash' and e.flag = $flag`] : []),
  ]
  if (hasCrashes) {
    params['flag'] = analysis.flag
    params['crashes'] = CRASHES
  }
  const name = hasCrashes ? `case when e.type = 'crash' then $crashes else e.name end` : 'e.name'
  const conditions = [
    `e.counted and (${kinds.map((kind) => `(${kind})`).join(' or ')})`,
    'e.happened_at >= u.first_at - $before',
    'e.happened_at >= $from - $before',
  ]
  if (analysis.sentBy !== undefined) conditions.push(`e.${SENT_BY_SERVER}`)
  if (plan.afterMs !== undefined) {
    conditions.push('e.happened_at < u.first_at + $after', 'e.happened_at < $to + $after')
    params['after'] = plan.afterMs
  }
  if (analysis.until !== undefined) {
    conditions.push('e.happened_at < $until')
    params['until'] = analysis.until
  }
  const text = `outcomes as (
    select u.unit as unit, u.arm as arm, u.first_at as first_at, ${name} as name, e.value as value,
      e.happened_at - u.first_at as delta
    from ${events} e join unit_arms u on u.unit = ${column}
    where ${conditions.join(' and ')})`
  return { text, params }
}
