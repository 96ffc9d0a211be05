// A process of its own, since ClickHouse keeps what it once took. Loads the segments of a store
// into a ClickHouse in this process, asks both the same, and prints how far apart they are.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EventStore, openEmbeddedStore } from '@sluice/events'
import { openClickHouseStore } from '@sluice/events/clickhouse'
import { openSpool } from '@sluice/events/spool'
import { TABLES } from '../../packages/events/src/clickhouse/schema.ts'
import { chdbClient } from '../../packages/events/src/testing/chdb.ts'
import { answersOf } from './dataset-question.ts'

const [folder = ''] = process.argv.slice(2)
const temporary = mkdtempSync(join(tmpdir(), 'sluice-bench-clickhouse-'))
const client = chdbClient(join(temporary, 'clickhouse'))
if (client === undefined) {
  throw new Error('ClickHouse is not here: run node tools/clickhouse/install.ts.')
}
try {
  const spool = await openSpool({ folder: join(temporary, 'spool') })
  const there = await openClickHouseStore({ spool, client })
  const startedAt = performance.now()
  await load()
  const loadedInSeconds = (performance.now() - startedAt) / 1_000
  const own = await openSpool({ folder })
  const here = await openEmbeddedStore({ spool: own })
  const [expected, answered] = [await timed(here), await timed(there)]
  const { length } = answered.figures
  if (length !== expected.figures.length) throw new Error('They do not answer the same.')
  const distances = expected.figures.map((figure, at) =>
    distance(figure, answered.figures[at] ?? NaN),
  )
  const apart = Math.max(...distances)
  console.log(JSON.stringify({ loadedInSeconds, tookMs: answered.tookMs, figures: length, apart }))
  await here.close()
  await there.close()
  await own.close()
  await spool.close()
  await client.close()
} finally {
  rmSync(temporary, { recursive: true, force: true })
}

async function timed(store: EventStore): Promise<{ tookMs: number; figures: number[] }> {
  const startedAt = performance.now()
  const figures = await answersOf(store)
  return { tookMs: performance.now() - startedAt, figures }
}

async function load(): Promise<void> {
  const columns = await columnsOf(TABLES.events)
  const made: Readonly<Record<string, string>> = {
    environment: `'shop'`,
    id_time: 'toUnixTimestamp64Milli(UUIDv7ToDateTime(id))',
    precedence: 'toUInt64(received_at)',
  }
  const files = join(folder, 'parquet/environment=shop/*/*.parquet')
  await client?.command({
    query: `insert into ${TABLES.events} (${columns.join(', ')})
      select ${columns.map((name) => `${made[name] ?? name} as ${name}`).join(', ')}
      from file('${files}', Parquet) settings max_insert_threads = 1, use_hive_partitioning = 0`,
  })
}

async function columnsOf(table: string): Promise<string[]> {
  const answer = await client?.query({
    query: `select name from system.columns where table = '${table}'`,
    format: 'JSONEachRow',
  })
  const rows = (await answer?.json<{ name: string }>()) ?? []
  return rows.map(({ name }) => name)
}

/** Relative, but for what is next to 0. */
function distance(one: number, other: number): number {
  return Math.abs(one - other) / Math.max(1, Math.abs(one))
}
