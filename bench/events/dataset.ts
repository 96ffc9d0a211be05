// A process of its own, so that what it needs is not in the memory that is measured.
// Writes exposures and outcomes as Parquet segments, the way a store finds them after its
// list was lost: some rows twice, in files of each day.
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { openEmbeddedStore } from '@sluice/events'
import { openSpool } from '@sluice/events/spool'
import { DATASET } from './dataset-shape.ts'

const [folder = '', size = '0'] = process.argv.slice(2)
const exposures = Number(size)
const template = await writeTemplate(join(folder, 'template'))

const db = await DuckDBInstance.create(':memory:', {
  threads: '2',
  memory_limit: '3GiB',
  temp_directory: join(folder, 'generated'),
})
const connection = await db.connect()
for (let day = 0; day < DATASET.days; day++) await writeDay(day)
connection.closeSync()
db.closeSync()

/** One real segment, to know its columns. */
async function writeTemplate(path: string): Promise<string> {
  const spool = await openSpool({ folder: path })
  const store = await openEmbeddedStore({ spool })
  const id = '01a05c32-5e80-7000-8000-000000000000'
  const at = DATASET.from
  await spool.append([
    {
      ...{ id, environment: 'shop', type: 'exposure', receivedAt: at, at, rawAt: '', session: '' },
      ...{ sequence: 1, units: {} },
    },
  ])
  await store.settle()
  await store.close()
  await spool.close()
  const parquet = join(path, 'parquet')
  const files = readdirSync(parquet, { recursive: true, encoding: 'utf8' })
  return join(parquet, files.find((name) => name.endsWith('.parquet')) ?? '')
}

async function writeDay(day: number): Promise<void> {
  const start = DATASET.from + day * 86_400_000
  const date = new Date(start).toISOString().slice(0, 10)
  const units = Math.round(exposures / 5)
  const perDay = (rows: number): number => Math.round(rows / DATASET.days)
  const common = `happened_at, happened_at + 500 as received_at, happened_at::varchar as raw_at, false as clock_suspect,
    md5_number_lower(u::varchar) as targeting_key, true as counted, (md5_number_lower(u::varchar) >> 8)::varchar as session,
    1 as sequence, (random() * 4294967295)::uinteger as body`
  const drawn = (rows: number): string =>
    `(select (random() * ${units})::bigint as u, ${start} + (random() * 86399999)::bigint as happened_at from range(${rows}))`
  await connection.run(`create or replace table made as
    from read_parquet('${template}', hive_partitioning = false) limit 0`)
  await connection.run(`insert into made by name select uuidv7() as id, 'exposure' as type, ${common},
      '${DATASET.flag}' as flag, case when md5_number_lower(u::varchar) % 2 = 0 then 'control' else 'urgent' end as variant,
      1 as allocation_version, 1 as weight, 'commit' as phase, map {'country': ['DE', 'FR', 'US'][1 + (u % 3)::int]} as attributes
    from ${drawn(perDay(exposures))}`)
  await connection.run(`insert into made by name select uuidv7() as id, 'outcome' as type, ${common},
      ['purchase', 'visit', 'basket'][1 + (random() * 2.999)::int % 3] as name, round(random() * 100, 2) as value
    from ${drawn(perDay(exposures * 2))}`)
  for (const [part, rows] of [
    ['made where body % 2 = 0', day * 2 + 1],
    // Every fiftieth of the first file comes again in the second.
    ['made where body % 2 = 1 or body % 100 = 0', day * 2 + 2],
  ] as const) {
    const name = `environment=shop/day=${date}/${String(rows).padStart(12, '0')}.parquet`
    const path = join(folder, 'parquet', name)
    mkdirSync(dirname(path), { recursive: true })
    const origin = JSON.stringify({ environment: 'shop', day: date, spool: [], replaces: [] })
    await connection.run(`copy (from ${part} order by type, flag, name, targeting_key, happened_at)
      to '${path}' (format parquet, compression zstd, kv_metadata {sluice: '${origin}'})`)
  }
}
