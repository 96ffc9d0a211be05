import { DuckDBInstance } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { DAY, START, exposure, outcome, unit } from '../testing/events.ts'
import { openedStore } from '../testing/opened-store.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

it('keeps files that any Parquet tool opens, with the environment and the day in their path', async () => {
  const folder = temporaryFolder()
  const { spool, store } = await openedStore(folder)
  await spool.append([
    exposure({ attributes: { country: 'DE', seats: 3, tags: ['a', 'b'] } }),
    exposure({ environment: 'staging', at: START + DAY, units: { company: unit('acme') } }),
    outcome({ value: 12.5, properties: { currency: 'EUR' } }),
  ])
  await store.settle()
  const db = await DuckDBInstance.create(':memory:')
  const connection = await db.connect()
  const rows = await connection.runAndReadAll(`
    select environment, day::varchar as day, type, make_timestamp_ms(happened_at)::varchar as happened_at, flag, variant,
      name, value, targeting_key::varchar as unit, attributes['country'] as country, attributes['tags'] as tags,
      units['company']::varchar as company, properties['currency'] as currency
    from read_parquet('${folder}/parquet/**/*.parquet', hive_partitioning = true)
    order by environment, type
  `)
  expect(rows.getRowObjectsJS()).toMatchObject([
    {
      environment: 'shop',
      day: '2026-09-01',
      type: 'exposure',
      happened_at: '2026-09-01 09:00:00',
      flag: 'checkout-cta',
      unit: BigInt(`0x${unit('ada')}`).toString(),
      country: 'DE',
      tags: '["a","b"]',
    },
    { type: 'outcome', name: 'purchase', value: 12.5, currency: 'EUR' },
    { environment: 'staging', day: '2026-09-02', company: BigInt(`0x${unit('acme')}`).toString() },
  ])
  connection.closeSync()
  db.closeSync()
})
