import {
  exposuresOf,
  firstExposure,
  groupColumns,
  isAttribute,
  type Sql,
  unitColumn,
} from './assigned.ts'
import type { Dialect } from './engine.ts'
import { isOther, otherOf } from './other-experiments.ts'
import type { Analysis, Grouping } from './questions.ts'

/** What is counted of all units of an arm, as SQL over `first_at`. */
export interface ArmCount {
  readonly column: string
  readonly sql: string
}

/**
 * Adds `unit_arms`: units with the number of their variant, weight and segment, so
 * that millions of rows carry a number instead of many values; `arms`, which
 * tells what the numbers stand for; and `seen_units`, which has those in several variants as well.
 */
export function armsOf(
  dialect: Dialect,
  events: string,
  analysis: Analysis,
  groupings: readonly Grouping[] = [],
  counts: readonly ArmCount[] = [],
): Sql {
  const exposures = exposuresOf(dialect, events, analysis, groupings)
  const column = unitColumn(dialect, analysis.unit ?? 'targetingKey')
  const attributes = groupColumns(groupings).filter((_, index) => isAttribute(groupings[index]))
  const hasCombo = attributes.length > 0
  const others = groupings.flatMap((grouping, index) =>
    isOther(grouping) ? [otherOf(column, events, grouping, index)] : [],
  )
  const carried = [
    'variant',
    'weight',
    'segment',
    ...(groupings.includes('day') ? ['day'] : []),
    ...(hasCombo ? ['combo'] : []),
    ...others.map((other) => other.column),
  ]
  const named = groupings.map((grouping, index) => {
    if (grouping === 'day') return `, cast(k.day as varchar) as group${index}`
    return `, ${isOther(grouping) ? 'k' : 'c'}.group${index} as group${index}`
  })
  const combos = hasCombo
    ? `, combos as (
    select combo as combo_key, ${attributes.map((name) => `min(x.${name}) as ${name}`).join(', ')}
    from exposures x group by combo)`
    : ''
  const isMixed = analysis.mixed === 'first' ? 'false' : 'min(variant) <> max(variant)'
  const counted = counts.map((one) => `, ${one.sql} as ${one.column}`).join('')
  const text = `${exposures.text}, first_seen as (
    select ${firstExposure(dialect, analysis, groupings)}, ${isMixed} as is_mixed from exposures group by unit
  )${combos}${others.map(({ table }) => table).join('')}, placed as (
    select f.*${others.map(({ value }) => value).join('')} from first_seen f${others.map(({ join }) => join).join('')}
  ), seen_units as ${dialect.materialized} (
    select unit, first_at, is_mixed, ${dialect.hash(...carried)} as arm, ${carried.join(', ')} from placed
  ), unit_arms as (select * from seen_units where not is_mixed), known_arms as (
    select arm, ${carried.map((name) => `min(u.${name}) as ${name}`).join(', ')}${counted}
    from unit_arms u group by arm
  ), arms as (
    select k.arm as arm, k.variant as variant, k.weight as weight, k.segment as segment${named.join('')}${counts.map((one) => `, k.${one.column} as ${one.column}`).join('')}
    from known_arms k${hasCombo ? ' join combos c on c.combo_key = k.combo' : ''})`
  const asked = [exposures.params, ...others.map((other) => other.params)]
  const params = Object.fromEntries(asked.flatMap((own) => Object.entries(own)))
  return { text, params }
}
