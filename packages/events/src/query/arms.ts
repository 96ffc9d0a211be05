import {
  exposuresOf,
  firstExposure,
  firstSeen,
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
 * that millions of rows carry numbers and no text; `arms`, which tells what the numbers stand
 * for, as read from one unit of each; and `seen_units`, which has those in several variants as well.
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
  const hasSegment = analysis.segmentBy !== undefined
  const others = groupings.flatMap((grouping, index) =>
    isOther(grouping) ? [otherOf(column, events, grouping, index)] : [],
  )
  const told = [
    'weight',
    ...(groupings.includes('day') ? ['day'] : []),
    ...(hasCombo ? ['combo'] : []),
    ...others.map((other) => other.column),
  ]
  const apart = ['variant_number', ...(hasSegment ? ['segment_number'] : []), ...told]
  const named = groupings.map((grouping, index) => {
    if (grouping === 'day') return `, cast(k.day as varchar) as group${index}`
    return `, ${isOther(grouping) ? 'k' : 'c'}.group${index} as group${index}`
  })
  const combos = hasCombo
    ? `, combos as (
    select combo as combo_key, ${attributes.map((name) => `min(x.${name}) as ${name}`).join(', ')}
    from exposures x group by combo)`
    : ''
  const counted = counts.map((one) => `, ${one.sql} as ${one.column}`).join('')
  const text = `${exposures.text}, first_seen as (
    select ${firstSeen(dialect, analysis, groupings)} from exposures group by unit
  )${combos}${others.map(({ table }) => table).join('')}, placed as (
    select f.*${others.map(({ value }) => value).join('')} from first_seen f${others.map(({ join }) => join).join('')}
  ), seen_units as ${dialect.materialized} (
    select unit, first_at, is_mixed, ${dialect.hash(...apart)} as arm, ${told.join(', ')} from placed
  ), unit_arms as (select * from seen_units where not is_mixed), known_arms as (
    select arm, min(u.unit) as example, ${told.map((name) => `min(u.${name}) as ${name}`).join(', ')}${counted}
    from unit_arms u group by arm
  ), examples as (
    select ${firstExposure(dialect, analysis)} from exposures
    where unit in (select example from known_arms) group by unit
  ), arms as (
    select k.arm as arm, x.variant as variant, k.weight as weight, x.segment as segment${named.join('')}${counts.map((one) => `, k.${one.column} as ${one.column}`).join('')}
    from known_arms k join examples x on x.unit = k.example${hasCombo ? ' join combos c on c.combo_key = k.combo' : ''})`
  const asked = [exposures.params, ...others.map((other) => other.params)]
  const params = Object.fromEntries(asked.flatMap((own) => Object.entries(own)))
  return { text, params }
}
