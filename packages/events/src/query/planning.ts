import type { Activity, SeenOutcome, UnitValues } from './answers.ts'
import { SENT_BY_SERVER, unitColumn } from './assigned.ts'
import { checkMetrics, checkRange, invalid } from './check-question.ts'
import type { Engine, QueryParam } from './engine.ts'
import { planMetrics } from './metric-plan.ts'
import type { ActivityQuestion, OutcomesQuestion, UnitValuesQuestion } from './questions.ts'

const MOST_NAMES = 1_000
const MOST_UNITS = 100_000

/** Lists the outcomes that came in, by name, the most frequent first. */
export async function outcomesSeen(
  engine: Engine,
  { environment, from, to, sentBy, unit }: OutcomesQuestion,
): Promise<SeenOutcome[]> {
  checkRange(from, to)
  const column = unit === undefined ? undefined : unitColumn(engine.dialect, unit)
  const rows = await engine.view(environment, [from, to], (view) =>
    view.query(
      `select name, count(*) as events, count(value) as valued, max(happened_at) as last_at
       from ${view.events} where type = 'outcome' and counted and happened_at >= $from and happened_at < $to${sentOnly(sentBy)}${column === undefined ? '' : ` and ${column} is not null`}
       group by name order by events desc, name limit ${MOST_NAMES}`,
      { from, to, ...unitParam(column, unit) },
    ),
  )
  return rows.map((row) => ({
    name: String(row['name']),
    events: Number(row['events']),
    valued: Number(row['valued']),
    lastAt: Number(row['last_at']),
  }))
}

/** Counts who was there: of everybody, and of a flag. */
export async function activity(
  engine: Engine,
  { environment, unit, flag, from, to, sentBy }: ActivityQuestion,
): Promise<Activity> {
  checkRange(from, to)
  const column = unitColumn(engine.dialect, unit)
  const params = { from, to, flag, ...unitParam(column, unit) }
  const [row] = await engine.view(environment, [from, to], (view) =>
    view.query(
      `select count(distinct ${column}) as units, min(happened_at) as first_at,
         count(distinct case when type = 'exposure' and flag = $flag then ${column} end) as exposed,
         avg(case when type = 'exposure' and flag = $flag then coalesce(weight, 1) end) as weight
       from ${view.events} where counted and happened_at >= $from and happened_at < $to${sentOnly(sentBy)}`,
      params,
    ),
  )
  return {
    units: Number(row?.['units'] ?? 0),
    exposed: Number(row?.['exposed'] ?? 0),
    weight: Number(row?.['weight'] ?? 1),
    firstAt: Number(row?.['units'] ?? 0) === 0 ? undefined : Number(row?.['first_at']),
  }
}

/** Tells of each unit what it did and what is known of it; nobody else needs units one by one. */
export async function unitValues(
  engine: Engine,
  question: UnitValuesQuestion,
): Promise<UnitValues[]> {
  const { environment, unit, from, to, attributes, limit } = question
  checkRange(from, to)
  if (!(Number.isSafeInteger(limit) && limit >= 1 && limit <= MOST_UNITS)) {
    throw invalid(`The limit is ${limit}: give 1 to ${MOST_UNITS}.`)
  }
  const { dialect } = engine
  const column = unitColumn(dialect, unit)
  const metrics = question.metrics
    .filter((metric) => metric.kind !== 'quantile')
    .map(({ windowMs: _w, fromMs: _f, covariateMs: _c, completeOnly: _o, ...metric }) => metric)
  if (metrics.length > 0) checkMetrics(metrics)
  const plan = planMetrics(metrics, 'day')
  const params: Record<string, QueryParam> = {
    from,
    to,
    ...plan.params,
    ...unitParam(column, unit),
  }
  const known = attributes.map((attribute, index) => {
    params[`known${index}`] = attribute
    const value = `coalesce(${dialect.at('attributes', `known${index}`)}, '')`
    // Any of its values, rather than none: not every event carries them.
    return `, max(${value}) as a${index}`
  })
  const columns = plan.metrics.map(({ components }) => components[0]?.column ?? '')
  const values = plan.metrics.map(
    ({ components: [first] }) =>
      `, coalesce(cast(${first?.raw} as double precision), 0) as ${first?.column}`,
  )
  const rows = await engine.view(environment, [from, to], (view) =>
    view.query(
      `with here as ${dialect.materialized} (
         select ${column} as unit${known.join('')} from ${view.events}
         where counted and ${column} is not null and happened_at >= $from and happened_at < $to
         group by ${column} order by unit limit ${limit}
       )${
         columns.length === 0
           ? ''
           : `, o as (
         select ${column} as of_unit, name, value from ${view.events}
         where type = 'outcome' and counted and ${column} is not null and happened_at >= $from and happened_at < $to
       ), done as (select of_unit, ${plan.aggregates.join(', ')} from o group by of_unit)`
       }
       select cast(unit as varchar) as unit${attributes.map((_, at) => `, a${at}`).join('')}${values.join('')}
       from here${columns.length === 0 ? '' : ' left join done on of_unit = unit'} order by unit`,
      params,
    ),
  )
  return rows.map((row) => ({
    unit: BigInt(String(row['unit'])).toString(16).padStart(16, '0'),
    values: columns.map((name) => Number(row[name] ?? 0)),
    attributes: attributes.map((_, at) => {
      const value = row[`a${at}`]
      return typeof value === 'string' && value !== '' ? value : undefined
    }),
  }))
}

/** What a column takes that is no column of its own. */
function unitParam(
  column: string | undefined,
  unit: string | undefined,
): Record<string, QueryParam> {
  const isOwn = column === 'targeting_key' || column === 'anonymous_key'
  return unit === undefined || isOwn ? {} : { unit }
}

function sentOnly(sentBy: 'server' | undefined): string {
  return sentBy === undefined ? '' : ` and ${SENT_BY_SERVER}`
}
