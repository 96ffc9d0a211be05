import type { FlagUsage, RecentEvent, VariantLoss } from './answers.ts'
import { checkRange, checkTime, invalid } from './check-question.ts'
import type { Engine, QueryParam } from './engine.ts'
import type { LossQuestion, RecentQuestion, UsageQuestion } from './questions.ts'

/** A session that began earlier than this before the question counts as begun inside of it. */
const LOOK_BACK_MS = 86_400_000
const FOREVER = Number.MAX_SAFE_INTEGER

/** Tells what did not arrive, by the variant that the session had met. */
export async function lossByVariant(
  engine: Engine,
  { environment, flag, from, to, oneIn = 1 }: LossQuestion,
): Promise<VariantLoss[]> {
  checkRange(from, to)
  if (!(Number.isSafeInteger(oneIn) && oneIn >= 1)) {
    throw invalid(`One in ${oneIn} sessions is asked for: give a whole number from 1.`)
  }
  const isLookedAt = oneIn === 1 ? '' : ` and ${engine.dialect.hash('session')} % ${oneIn} = 0`
  const params = { flag, from, to, earlier: Math.max(0, from - LOOK_BACK_MS) }
  return engine.view(environment, [params.earlier, to], async (view) => {
    const sessions = await view.query(
      `with met as (
         select distinct session, variant from ${view.events}
         where type = 'exposure' and flag = $flag and counted and happened_at >= $from and happened_at < $to${isLookedAt}
       ), seen as (
         select session, sequence, happened_at from ${view.events}
         where happened_at >= $earlier and happened_at < $to${isLookedAt} and session in (select session from met)
       ), begun as (
         select session, max(case when happened_at < $from then sequence else 0 end) as base from seen group by session
       ), counted_up as (
         select s.session as session, max(s.sequence) - min(b.base) as expected, count(distinct s.sequence) as received
         from seen s join begun b on b.session = s.session where s.sequence > b.base group by s.session
       )
       select m.variant as variant, count(*) as sessions, sum(coalesce(c.received, 0)) as received,
         sum(coalesce(c.expected - c.received, 0)) as missing
       from met m left join counted_up c on c.session = m.session group by m.variant order by variant`,
      params,
    )
    const dropped = await view.query(
      `select variant, sum(dropped) as dropped
       from ${engine.dialect.droppedExposures(view.events, "type = 'dropped' and happened_at >= $from and happened_at < $to")} d
       where flag = $flag group by variant`,
      { flag, from, to },
    )
    const given = new Map(dropped.map((row) => [String(row['variant']), Number(row['dropped'])]))
    const variants = new Set([...sessions.map((row) => String(row['variant'])), ...given.keys()])
    return [...variants].toSorted().map((variant) => {
      const row = sessions.find((found) => found['variant'] === variant)
      return {
        variant,
        sessions: Number(row?.['sessions'] ?? 0),
        received: Number(row?.['received'] ?? 0),
        missing: Number(row?.['missing'] ?? 0),
        // What clients gave up is told by client, and not by session.
        dropped: Math.round((given.get(variant) ?? 0) / oneIn),
      }
    })
  })
}

/** Tells who still reads which flags. */
export async function usage(
  engine: Engine,
  { environment, flag, from = 0 }: UsageQuestion,
): Promise<FlagUsage[]> {
  checkTime('from', from)
  const params: Record<string, QueryParam> = { from, ...(flag === undefined ? {} : { flag }) }
  const ofFlag = flag === undefined ? '' : 'where flag = $flag'
  const rows = await engine.view(environment, [from, FOREVER], (view) =>
    view.query(
      `select flag, reader, max(known_at) as seen_at, sum(reads) as reads, sum(exposures) as exposures from (
         select flag, coalesce(reader, '') as reader, known_at, reads, 0 as exposures
         from ${engine.dialect.reads(view.events, "type = 'usage' and happened_at >= $from")} u ${ofFlag}
         union all
         select flag, coalesce(reader, '') as reader, known_at, 0 as reads, 1 as exposures
         from (select flag, reader, least(happened_at, received_at) as known_at from ${view.events} where type = 'exposure' and happened_at >= $from) x ${ofFlag}
       ) seen group by flag, reader order by flag, seen_at desc, reader`,
      params,
    ),
  )
  const flags = Map.groupBy(rows, (row) => String(row['flag']))
  return [...flags].map(([key, readers]) => ({
    flag: key,
    lastSeenAt: Math.max(...readers.map((row) => Number(row['seen_at']))),
    reads: readers.reduce((sum, row) => sum + Number(row['reads']), 0),
    exposures: readers.reduce((sum, row) => sum + Number(row['exposures']), 0),
    readers: readers.map((row) => ({
      reader: row['reader'] === '' ? undefined : String(row['reader']),
      lastSeenAt: Number(row['seen_at']),
      reads: Number(row['reads']),
    })),
  }))
}

const MAX_RECENT = 1_000

/** Lists the events received last. */
export async function recent(
  engine: Engine,
  { environment, type, flag, limit = 100 }: RecentQuestion,
): Promise<RecentEvent[]> {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_RECENT)) {
    throw invalid(`The limit is ${limit}: give 1 to ${MAX_RECENT}.`)
  }
  const conditions = ['true']
  const params: Record<string, QueryParam> = {}
  if (type !== undefined) {
    conditions.push('type = $type')
    params['type'] = type
  }
  if (flag !== undefined) {
    conditions.push('flag = $flag')
    params['flag'] = flag
  }
  const rows = await engine.view(environment, [0, FOREVER], (view) =>
    view.query(
      `select id, type, happened_at, received_at, flag, variant, name, value, reader, counted
       from ${view.events} where ${conditions.join(' and ')} order by received_at desc, id desc limit ${limit}`,
      params,
    ),
  )
  return rows.map((row) => ({
    id: String(row['id']),
    type: String(row['type']),
    at: Number(row['happened_at']),
    receivedAt: Number(row['received_at']),
    flag: text(row['flag']),
    variant: text(row['variant']),
    name: text(row['name']),
    value: typeof row['value'] === 'number' ? row['value'] : undefined,
    reader: text(row['reader']),
    counted: row['counted'] === true || row['counted'] === 1,
  }))
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
