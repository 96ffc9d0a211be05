import type { QueryParam } from './engine.ts'
import type { Grouping, OtherExperiment } from './questions.ts'

/** Tells a grouping by another experiment from the rest. */
export function isOther(grouping: Grouping): grouping is OtherExperiment {
  return grouping !== 'day' && 'experiment' in grouping
}

/** The variants of another experiment, and how units get theirs. */
export function otherOf(
  unit: string,
  events: string,
  { experiment, flag, since }: OtherExperiment,
  index: number,
): {
  readonly column: string
  readonly table: string
  readonly join: string
  readonly value: string
  readonly params: Readonly<Record<string, QueryParam>>
} {
  const [column, name] = [`group${index}`, `other${index}`]
  return {
    column,
    table: `, ${name} as (
    select ${unit} as ${name}_unit, min(variant) as ${name}_variant from ${events}
    where type = 'exposure' and flag = $${name}_flag and experiment = $${name}_key and counted
      and ${unit} is not null and happened_at >= $${name}_since and happened_at < $to
    group by ${unit} having min(variant) = max(variant))`,
    join: ` left join ${name} on ${name}_unit = f.unit`,
    value: `, coalesce(${name}_variant, '') as ${column}`,
    params: { [`${name}_flag`]: flag, [`${name}_key`]: experiment, [`${name}_since`]: since },
  }
}
