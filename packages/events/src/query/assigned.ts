import { checkAnalysis, invalid } from './check-question.ts'
import type { Dialect, QueryParam } from './engine.ts'
import type { Analysis, Grouping } from './questions.ts'

const DAY_MS = 86_400_000

/** What nobody can send who has the key of a page. */
export const SENT_BY_SERVER = `sent_by = 'server'`

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
  if (analysis.sentBy !== undefined) conditions.push(SENT_BY_SERVER)
  if (analysis.withoutUnits !== undefined && analysis.withoutUnits.length > 0)
    conditions.push(`${column} not in (${numbersOf(analysis.withoutUnits)})`)
  let segment = ''
  const values: string[] = []
  for (const [index, grouping] of groupings.entries()) {
    if (!isAttribute(grouping)) continue
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
  // A few units are looked up in them a second time, which takes less than to keep all; not so
  // where combinations are read from them as well, or people are left out of them.
  const isKept = values.length > 0 || analysis.withoutRule !== undefined
  const text = `exposures as ${isKept ? dialect.materialized : dialect.inlined} (
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
export function assignedOf(dialect: Dialect, events: string, analysis: Analysis): Sql {
  const exposures = exposuresOf(dialect, events, analysis)
  const having = analysis.mixed === 'first' ? '' : ' having min(variant) = max(variant)'
  const text = `${exposures.text}, assigned as (
    select ${firstExposure(dialect, analysis)} from exposures group by unit${having})`
  return { text, params: exposures.params }
}

/** What is told of one unit. */
export function firstExposure(dialect: Dialect, analysis: Analysis): string {
  return [
    'unit',
    'min(happened_at) as first_at',
    `${variantOf(dialect, analysis)} as variant`,
    'min(weight) as weight',
    `${segmentBy(dialect, analysis) ?? `''`} as segment`,
  ].join(', ')
}

/** The same in numbers, which take less memory than texts where units are many; and what else is known of a unit. */
export function firstSeen(
  dialect: Dialect,
  analysis: Analysis,
  groupings: readonly Grouping[],
): string {
  const isFirst = analysis.mixed === 'first'
  const number = dialect.hash('variant')
  const segment = segmentBy(dialect, analysis)
  const columns = [
    'unit',
    'min(happened_at) as first_at',
    `${isFirst ? dialect.hash(variantOf(dialect, analysis)) : `min(${number})`} as variant_number`,
    `${isFirst ? 'false' : `min(${number}) <> max(${number})`} as is_mixed`,
    'min(weight) as weight',
  ]
  if (segment !== undefined) columns.push(`${dialect.hash(segment)} as segment_number`)
  if (groupings.includes('day')) {
    columns.push(`min(happened_at) - min(happened_at) % ${DAY_MS} as day`)
  }
  if (groupings.some(isAttribute)) {
    columns.push(`${dialect.firstNumber('combo', 'happened_at')} as combo`)
  }
  return columns.join(', ')
}

function variantOf(dialect: Dialect, { mixed }: Analysis): string {
  return mixed === 'first' ? firstOf(dialect, 'variant') : 'min(variant)'
}

function segmentBy(dialect: Dialect, analysis: Analysis): string | undefined {
  return analysis.segmentBy === undefined ? undefined : firstOf(dialect, 'segment')
}

function firstOf(dialect: Dialect, column: string): string {
  return dialect.argMin(column, dialect.tuple('happened_at', column))
}

/** Units as numbers, which nothing else can be. */
function numbersOf(units: readonly string[]): string {
  const numbers = units.map((unit) => {
    if (!/^[0-9a-f]{16}$/.test(unit))
      throw invalid(`"${unit}" is no unit: give 16 hexadecimal digits.`)
    return BigInt(`0x${unit}`).toString()
  })
  return numbers.join(', ')
}

/** Tells a grouping by an attribute from the rest. */
export function isAttribute(
  grouping: Grouping | undefined,
): grouping is { readonly attribute: string } {
  return grouping !== undefined && grouping !== 'day' && 'attribute' in grouping
}

/** A segment as it is told: the empty text stands for none. */
export function segmentOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
