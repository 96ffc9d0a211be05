import { type ClosedSegment, readSegment } from '../spool/spool.ts'
import { COLUMNS, EVENT_SHAPE } from './columns.ts'
import { type StoreContext, segmentFile } from './context.ts'
import { quoted } from './duck.ts'
import { SUSPECTS, idDay, partitionOf } from './partition.ts'
import { trustedSegments } from './trust.ts'

/** How often events of a spool segment came again. */
export interface Repeats {
  readonly duplicates: number
  readonly conflicts: number
}

/** The events of the spool in a table in memory, each once, without those that Parquet has. */
export interface FreshEvents {
  /** Takes in what these segments have got since the last time. */
  take(segments: readonly ClosedSegment[]): Promise<void>
  /** Lets go of segments, once their events are elsewhere. */
  drop(names: readonly string[]): Promise<void>
  repeats(names: readonly string[]): Repeats
}

/** As much text is parsed at once. */
const CHUNK_BYTES = 4 * 2 ** 20
const NEWLINE = 0x0a

const definitions = COLUMNS.map(({ name, type }) => `"${name}" ${type}`).join(', ')
const EMPTY = `create or replace table fresh (${definitions}, environment varchar, day varchar, spool varchar)`
const values = COLUMNS.map(({ name, from }) => `${from} as "${name}"`).join(', ')

// Line by line: as one list of ten thousand structs the same text takes twenty times as long.
const STAGE = `create or replace temp table staging as
  with lines as (
    select unnest(list) as line, generate_subscripts(list, 1) as place
    from (select string_split($text, chr(10)) as list)
  ), parsed as (
    select from_json(line, ${quoted(EVENT_SHAPE)}) as e, place from lines
    where line <> '' and not starts_with(line, '{"frame":')
  ), columned as (
    select ${values}, e.environment as environment, place from parsed where e.id is not null
  )
  select *, ${partitionOf('id', 'received_at')} as day from columned`

/** A retry is known by its id; the first of them is the event. */
const JUDGE = `create or replace temp table judged as
  select s.place as place, k.id is null and row_number() over twins = 1 as is_new,
    s.body <> coalesce(k.body, first_value(s.body) over twins) as is_other
  from staging s left join known k on k.environment = s.environment and k.id = s.id
  window twins as (partition by s.environment, s.id order by s.place)`

// Hardly ever does anything come again, and to judge each event takes longer than to see that.
const ANY_AGAIN = `select (select count(*) from known) + count(*) - count(distinct id) as again
  from staging`

const COUNT_REPEATS = `select count(*) as duplicates, count(*) filter (is_other) as conflicts
  from judged where not is_new`

const INSERT = `insert into fresh by name select s.* exclude (place), $spool as spool from staging s`
const ONLY_NEW = 'where place in (select place from judged where is_new)'

/** Makes the table of fresh events; it is made again after a failure of DuckDB. */
export function createFreshEvents(context: StoreContext): FreshEvents {
  const { duck } = context
  let generation = -1
  const taken = new Map<string, number>()
  const repeated = new Map<string, Repeats>()

  async function prepare(): Promise<void> {
    if (generation === duck.generation) return
    taken.clear()
    repeated.clear()
    await duck.query(EMPTY)
    generation = duck.generation
  }

  async function takeChunk(spool: string, chunk: Buffer): Promise<void> {
    await duck.query(STAGE, { text: chunk.toString('utf8') })
    await forgetErased(context)
    await findKnown(context)
    const [found] = await duck.query(ANY_AGAIN)
    if (Number(found?.['again']) === 0) {
      await duck.query(INSERT, { spool })
      return
    }
    await duck.query(JUDGE)
    const [counted] = await duck.query(COUNT_REPEATS)
    await duck.query(`${INSERT} ${ONLY_NEW}`, { spool })
    const before = repeated.get(spool) ?? { duplicates: 0, conflicts: 0 }
    repeated.set(spool, {
      duplicates: before.duplicates + Number(counted?.['duplicates']),
      conflicts: before.conflicts + Number(counted?.['conflicts']),
    })
  }

  return {
    async take(segments) {
      await prepare()
      for (const segment of segments) {
        let from = taken.get(segment.name) ?? 0
        if (from >= segment.bytes) continue
        const content = await readSegment(segment, from)
        for (const chunk of chunksOf(content)) {
          await takeChunk(segment.name, chunk)
          from += chunk.length
          taken.set(segment.name, from)
        }
      }
    },
    async drop(names) {
      for (const name of names) {
        taken.delete(name)
        repeated.delete(name)
      }
      if (generation !== duck.generation) return
      // Made anew, because a table in memory gives deleted rows back to nobody.
      if (taken.size === 0) await duck.query(EMPTY)
      else {
        await duck.query(
          'create or replace table fresh as from fresh where not list_contains($names, spool)',
          { names },
        )
      }
    },
    repeats(names) {
      let duplicates = 0
      let conflicts = 0
      for (const name of names) {
        duplicates += repeated.get(name)?.duplicates ?? 0
        conflicts += repeated.get(name)?.conflicts ?? 0
      }
      return { duplicates, conflicts }
    },
  }
}

/** Cuts at ends of lines. */
function* chunksOf(content: Buffer): Generator<Buffer> {
  let from = 0
  while (from < content.length) {
    const wanted = from + CHUNK_BYTES
    const newline = wanted >= content.length ? -1 : content.indexOf(NEWLINE, wanted)
    const end = newline === -1 ? content.length : newline + 1
    yield content.subarray(from, end)
    from = end
  }
}

/** Leaves out what an erased unit did before it was erased, and what only now arrives. */
async function forgetErased(context: StoreContext): Promise<void> {
  const { erased } = context.manifest
  if (erased.length === 0) return
  const named = (name: string, unit: string): string => `sha256('${name}:' || ${unit}::varchar)`
  await context.duck.query(
    `delete from staging s where exists (
       select 1 from (select unnest($units) as unit, unnest($environments) as environment, unnest($times)::bigint as erased_at) t
       where t.environment = s.environment and s.happened_at < t.erased_at and (
         t.unit = ${named('targetingKey', 's.targeting_key')}
         or t.unit = ${named('anonymousKey', 's.anonymous_key')}
         or list_contains(list_transform(map_entries(s.units), lambda u: sha256(u.key || ':' || u.value::varchar)), t.unit)))`,
    {
      units: erased.map(({ unit }) => unit),
      environments: erased.map(({ environment }) => environment),
      times: erased.map(({ erasedAt }) => `${erasedAt}`),
    },
  )
}

/** Finds which staged ids are there already: in the partition of their day, and among the suspects. */
async function findKnown(context: StoreContext): Promise<void> {
  const { duck } = context
  await duck.query(
    `create or replace temp table known as select f.environment, f.id, f.body
     from fresh f semi join staging s on s.environment = f.environment and s.id = f.id`,
  )
  const touched = await duck.query(
    `select distinct environment, ${idDay('id')} as day from staging where id is not null`,
  )
  const days = new Map<string, Set<string>>()
  for (const { environment, day } of touched as { environment: string; day: string }[]) {
    const known = days.get(environment) ?? new Set([SUSPECTS])
    days.set(environment, known.add(day))
  }
  for (const [environment, wanted] of days) {
    const segments = await trustedSegments(
      context,
      (segment) => segment.environment === environment && wanted.has(segment.day),
    )
    if (segments.length === 0) continue
    await duck.query(
      `insert into known select $environment, id, any_value(body)
       from read_parquet($files, hive_partitioning = false)
       where id in (select id from staging where environment = $environment) group by id`,
      { environment, files: segments.map((segment) => segmentFile(context.folder, segment)) },
    )
  }
}
