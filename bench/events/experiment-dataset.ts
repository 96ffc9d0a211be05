// A process of its own, so that what it needs is not in the memory that is measured. Writes the
// exposures and outcomes of an experiment as Parquet segments, beside those of a real store.
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { openEmbeddedStore } from '@sluice/events'
import { openSpool } from '@sluice/events/spool'
import { ATTRIBUTES, EXPERIMENT } from './experiment-shape.ts'

const DAY_MS = 86_400_000
const DAYS = 14

const [folder = '', size = '0', begin = '0', allocation = '0'] = process.argv.slice(2)
const units = Number(size)

// The few events that are there become segments, whose columns are then known.
const spool = await openSpool({ folder })
const store = await openEmbeddedStore({ spool })
await store.settle()
await store.close()
await spool.close()
const parquet = join(folder, 'parquet')
const template = join(
  parquet,
  readdirSync(parquet, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.parquet'),
  ) ?? '',
)

const db = await DuckDBInstance.create(':memory:', {
  threads: '2',
  memory_limit: '3GiB',
  temp_directory: join(folder, 'generated'),
})
const connection = await db.connect()
for (let day = 0; day < DAYS; day++) await writeDay(day)
connection.closeSync()
db.closeSync()

async function writeDay(day: number): Promise<void> {
  const start = Number(begin) + day * DAY_MS
  const date = new Date(start).toISOString().slice(0, 10)
  const perDay = Math.ceil(units / DAYS)
  const [first, end] = [day * perDay, Math.min(units, (day + 1) * perDay)]
  const map = ATTRIBUTES.map(([name, values], at) => {
    const list = values.map((value) => `'${value}'`).join(', ')
    return `'${name}': [${list}][1 + ((hash(u, ${at}) % ${values.length})::int)]`
  })
  const common = `happened_at + 500 as received_at, happened_at::varchar as raw_at, false as clock_suspect,
    md5_number_lower(u::varchar) as targeting_key, true as counted, u::varchar as session,
    (random() * 4294967295)::uinteger as body`
  await connection.run(`create or replace table made as
    from read_parquet('${template}', hive_partitioning = false) limit 0`)
  await connection.run(`insert into made by name select uuidv7() as id, 'exposure' as type, 1 as sequence,
      happened_at, ${common}, 'cta' as flag, case when hash(u) % 2 = 0 then 'control' else 'urgent' end as variant,
      ${Number(allocation)} as allocation_version, '${EXPERIMENT}' as experiment, 'halves' as rule_id, 1 as weight,
      'commit' as phase, map {${map.join(', ')}} as attributes
    from (select range as u, ${start} + (random() * ${DAY_MS - 1})::bigint as happened_at from range(${first}, ${end}))`)
  // Twice as many, of whoever came until then.
  await connection.run(`insert into made by name select uuidv7() as id, 'outcome' as type, 2 as sequence,
      happened_at, ${common}, ['purchase', 'visit', 'basket', 'paint'][1 + (random() * 3.999)::int % 4] as name,
      round(random() * 100, 2) as value
    from (select (random() * ${Math.max(1, end - 1)})::bigint as u, ${start} + (random() * ${DAY_MS - 1})::bigint as happened_at
      from range(${(end - first) * 2}))`)
  const name = `environment=development/day=${date}/${String(900_000 + day).padStart(12, '0')}.parquet`
  const path = join(parquet, name)
  mkdirSync(dirname(path), { recursive: true })
  const origin = JSON.stringify({ environment: 'development', day: date, spool: [], replaces: [] })
  await connection.run(`copy (from made order by type, flag, name, targeting_key, happened_at)
    to '${path}' (format parquet, compression zstd, kv_metadata {sluice: '${origin}'})`)
}
