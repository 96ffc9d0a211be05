import type { FlagUsage, RecentEvent } from './answers.ts'
import { checkTime, invalid } from './check-question.ts'
import type { Engine, QueryParam } from './engine.ts'
import type { RecentQuestion, UsageQuestion } from './questions.ts'

const FOREVER = Number.MAX_SAFE_INTEGER

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
