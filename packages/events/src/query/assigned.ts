import { checkAnalysis } from './check-question.ts'
import type { Dialect, QueryParam } from './engine.ts'
import type { Analysis, Grouping } from './questions.ts'

const DAY_MS = 86_400_000

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

/** The columns that hold the values of groupings. */
export function groupColumns(groupings: readonly Grouping[]): string[] {
  return groupings.map((_, index) => `group${index}`)
}

/** Common table `exposures`: those that an analysis looks at. */
export function exposuresOf(
  dialect: Dialect,
  events: string,
  analysis: Analysis,
  groupings: readonly Grouping[] = [],
): Sql {
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
  if (analysis.rule !== undefined) {
    conditions.push('rule_id = $rule')
    params['rule'] = analysis.rule
  }
  if (analysis.withoutRule !== undefined) {
    conditions.push(`${column} not in (select distinct ${column} from ${events}
      where type = 'exposure' and flag = $flag and rule_id = $without and ${column} is not null)`)
    params['without'] = analysis.withoutRule
  }
  let segment = ''
  const values: string[] = []
  for (const [index, grouping] of groupings.entries()) {
    if (grouping === 'day') continue
    const value = `coalesce(${dialect.at('attributes', `group_by${index}`)}, '')`
    segment += `, ${value} as group${index}`
    values.push(value)
    params[`group_by${index}`] = grouping.attribute
  }
  // Of all attributes together one number, as comparing many texts for every unit takes longest of all.
  if (values.length > 0) segment += `, ${dialect.hash(...values)} as combo`
  if (segmentBy !== undefined) {
    segment += `, coalesce(${dialect.at('attributes', 'segment')}, '') as segment`
    params['segment'] = segmentBy
  }
  const text = `exposures as ${values.length > 0 ? dialect.materialized : ''} (
    select ${column} as unit, happened_at, variant, coalesce(weight, 1) as weight${segment}
    from ${events} where ${conditions.join(' and ')})`
  return { text, params }
}

/**
 * Common tables `exposures` and `assigned`: each unit once, with its first exposure.
 *
 * The weight is the least one that it was seen with: sampling keeps whom it had when
 * its share rises, so that tells how likely it was to be seen at all. Of two
 * exposures in one millisecond the first in the alphabet counts; of groupings, which are
 * numbers here, always the same one.
 */
export function assignedOf(
  dialect: Dialect,
  events: string,
  analysis: Analysis,
  groupings: readonly Grouping[] = [],
): Sql {
  const exposures = exposuresOf(dialect, events, analysis, groupings)
  const first = (column: string): string =>
    dialect.argMin(column, dialect.tuple('happened_at', column))
  const keepsMixed = analysis.mixed === 'first'
  const segment = analysis.segmentBy === undefined ? `''` : first('segment')
  const hasDay = groupings.includes('day')
  const hasCombo = groupings.some((grouping) => grouping !== 'day')
  const groups = [
    ...(hasDay ? [`min(happened_at) - min(happened_at) % ${DAY_MS} as day`] : []),
    ...(hasCombo ? [`${first('combo')} as combo`] : []),
  ].map((group) => `, ${group}`)
  const text = `${exposures.text}, assigned as (
    select unit, min(happened_at) as first_at, ${keepsMixed ? first('variant') : 'min(variant)'} as variant,
      min(weight) as weight, ${segment} as segment${groups.join('')}
    from exposures group by unit${keepsMixed ? '' : ' having min(variant) = max(variant)'})`
  return { text, params: exposures.params }
}

/**
 * Adds `unit_arms`: units with the number of their variant, weight and segment, so
 * that millions of rows carry a number instead of three values; and `arms`, which
 * tells what the numbers stand for.
 */
export function armsOf(
  dialect: Dialect,
  events: string,
  analysis: Analysis,
  groupings: readonly Grouping[] = [],
): Sql {
  const assigned = assignedOf(dialect, events, analysis, groupings)
  const attributes = groupColumns(groupings).filter((_, index) => groupings[index] !== 'day')
  const hasDay = groupings.includes('day')
  const hasCombo = attributes.length > 0
  const carried = [
    'variant',
    'weight',
    'segment',
    ...(hasDay ? ['day'] : []),
    ...(hasCombo ? ['combo'] : []),
  ]
  const named = groupings.map((grouping, index) =>
    grouping === 'day'
      ? `, cast(k.day as varchar) as group${index}`
      : `, c.group${index} as group${index}`,
  )
  const combos = hasCombo
    ? `, combos as (
    select combo as combo_key, ${attributes.map((column) => `min(x.${column}) as ${column}`).join(', ')}
    from exposures x group by combo)`
    : ''
  const text = `${assigned.text}${combos}, unit_arms as ${dialect.materialized} (
    select unit, first_at, ${dialect.hash(...carried)} as arm, ${carried.join(', ')} from assigned
  ), known_arms as (
    select arm, ${carried.map((column) => `min(u.${column}) as ${column}`).join(', ')}
    from unit_arms u group by arm
  ), arms as (
    select k.arm as arm, k.variant as variant, k.weight as weight, k.segment as segment${named.join('')}
    from known_arms k${hasCombo ? ' join combos c on c.combo_key = k.combo' : ''})`
  return { text, params: assigned.params }
}

/** A segment as it is told: the empty text stands for none. */
export function segmentOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
