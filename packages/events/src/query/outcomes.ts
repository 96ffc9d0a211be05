import { type Sql, unitColumn } from './assigned.ts'
import type { Dialect, QueryParam } from './engine.ts'
import type { MetricPlan } from './metric-plan.ts'
import type { Analysis } from './questions.ts'

/** Common table `outcomes`: those with a unit that was exposed, and `delta` to its first exposure. */
export function outcomesOf(
  dialect: Dialect,
  events: string,
  analysis: Analysis,
  plan: Pick<MetricPlan, 'outcomes' | 'beforeMs' | 'afterMs'>,
): Sql {
  const column = unitColumn(dialect, analysis.unit ?? 'targetingKey')
  const params: Record<string, QueryParam> = { outcomes: plan.outcomes, before: plan.beforeMs }
  const conditions = [
    `e.type = 'outcome' and e.counted and ${dialect.isIn('e.name', 'outcomes')}`,
    'e.happened_at >= u.first_at - $before',
    'e.happened_at >= $from - $before',
  ]
  if (plan.afterMs !== undefined) {
    conditions.push('e.happened_at < u.first_at + $after', 'e.happened_at < $to + $after')
    params['after'] = plan.afterMs
  }
  if (analysis.until !== undefined) {
    conditions.push('e.happened_at < $until')
    params['until'] = analysis.until
  }
  const text = `outcomes as (
    select u.unit as unit, u.arm as arm, u.first_at as first_at, e.name as name, e.value as value,
      e.happened_at - u.first_at as delta
    from ${events} e join unit_arms u on u.unit = e.${column}
    where ${conditions.join(' and ')})`
  return { text, params }
}
