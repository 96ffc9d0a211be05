import { DuckDBInstance, listValue } from '@duckdb/node-api'
import { expect, it } from 'vitest'
import { listedSegments, openEmbeddedStore } from './index.ts'
import { openSpool } from './spool.ts'
import { DAY, START, exposure as exposed, outcome } from './testing/events.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const DAY_MS = DAY
const [from, to] = [START - DAY_MS, START + DAY_MS]

it('shows a first answer that is true, and files that others read', async () => {
  process.chdir(temporaryFolder())
  const exposure = exposed()
  const purchase = outcome({ at: START + 1 })

  const spool = await openSpool({ folder: 'events' })
  const store = await openEmbeddedStore({ spool })

  await spool.append([exposure, purchase])

  const { statistics } = await store.metrics(
    { environment: 'shop', flag: 'checkout-cta', from, to },
    [{ name: 'bought', kind: 'conversion', outcome: 'purchase', windowMs: 7 * DAY_MS }],
  )
  expect(statistics).toMatchObject([
    { variant: 'control', moments: { units: 1, mean: [1], covariance: [[0]] } },
  ])
  await store.settle()
  const db = await DuckDBInstance.create(':memory:')
  const connection = await db.connect()
  const rows = await connection.runAndReadAll(
    `
      select day, flag, variant, count(*) as exposures
      from read_parquet($files, hive_partitioning = true)
      where environment = 'shop' and type = 'exposure' and counted
      group by all
    `,
    { files: listValue(await listedSegments('events')) },
  )
  expect(rows.getRowObjectsJS()).toMatchObject([{ variant: 'control', exposures: 1n }])
  connection.closeSync()
  await store.close()
  await spool.close()
})
