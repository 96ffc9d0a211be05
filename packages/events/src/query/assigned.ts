import { checkAnalysis } from './check-question.ts'
import type { Dialect, QueryParam } from './engine.ts'
import type { Analysis } from './questions.ts'

/** Some SQL and what its parameters are. */
export interface Sql {
  readonly text: string
  readonly params: Readonly<Record<string, QueryParam>>
}

/** The column of a unit. */
export function unitColumn(dialect: Dialect, unit: string): string {
  if (unit === 'targetingKey') return 'targeting_key'
  if (unit === 'anonymousKey') return 'anonymous_key'
  return dialect.at('units', 'unit')
}

/** Common table `exposures`: those that an analysis looks at. */
export function exposuresOf(dialect: Dialect, events: string, analysis: Analysis): Sql {
  checkAnalysis(analysis)
  const { flag, unit = 'targetingKey', from, to, until = to, segmentBy } = analysis
  const column = unitColumn(dialect, unit)
  const conditions = [
    `type = 'exposure' and flag = $flag and counted and ${column} is not null`,
    'happened_at >= $from and happened_at < $to',
  ]
  const params: Record<string, QueryParam> = { flag, from, to: Math.min(to, until) }
  if (column !== 'targeting_key' && column !== 'anonymous_key') params['unit'] = unit
  if (analysis.allocationVersion !== undefined) {
    conditions.push('allocation_version = $allocation')
    params['allocation'] = analysis.allocationVersion
  }
  if (analysis.experiment !== undefined) {
    conditions.push('experiment = $experiment')
    params['experiment'] = analysis.experiment
  }
  let segment = ''
  if (segmentBy !== undefined) {
    segment = `, coalesce(${dialect.at('attributes', 'segment')}, '') as segment`
    params['segment'] = segmentBy
  }
  const text = `exposures as (
    select ${column} as unit, happened_at, variant, coalesce(weight, 1) as weight${segment}
    from ${events} where ${conditions.join(' and ')})`
  return { text, params }
}

/**
 * Common tables `exposures` and `assigned`: each unit once, with its first exposure.
 *
 * The weight is the least one that it was seen with: sampling keeps whom it had when
 * its share rises, so that tells how likely it was to be seen at all. Of two
 * exposures in one millisecond the first in the alphabet counts.
 */
export function assignedOf(dialect: Dialect, events: string, analysis: Analysis): Sql {
  const exposures = exposuresOf(dialect, events, analysis)
  const first = (column: string): string =>
    dialect.argMin(column, dialect.tuple('happened_at', column))
  const keepsMixed = analysis.mixed === 'first'
  const segment = analysis.segmentBy === undefined ? `''` : first('segment')
  const text = `${exposures.text}, assigned as ${dialect.materialized} (
    select unit, min(happened_at) as first_at, ${keepsMixed ? first('variant') : 'min(variant)'} as variant,
      min(weight) as weight, ${segment} as segment
    from exposures group by unit${keepsMixed ? '' : ' having min(variant) = max(variant)'})`
  return { text, params: exposures.params }
}

/**
 * Adds `unit_arms`: units with the number of their variant, weight and segment, so
 * that millions of rows carry a number instead of three values; and `arms`.
 */
export function armsOf(dialect: Dialect, events: string, analysis: Analysis): Sql {
  const assigned = assignedOf(dialect, events, analysis)
  const text = `${assigned.text}, arms as ${dialect.materialized} (
    select variant, weight, segment, row_number() over (order by variant, weight, segment) as arm
    from (select distinct variant, weight, segment from assigned)
  ), unit_arms as ${dialect.materialized} (
    select a.unit as unit, a.first_at as first_at, r.arm as arm from assigned a
    join arms r on r.variant = a.variant and r.weight = a.weight and r.segment = a.segment)`
  return { text, params: assigned.params }
}

/** A segment as it is told: the empty text stands for none. */
export function segmentOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
