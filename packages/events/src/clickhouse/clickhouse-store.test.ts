import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpool } from '../spool.ts'
import { chdbClient } from '../testing/chdb.ts'
import { describeEventStore } from '../testing/store-suite.ts'
import { openClickHouseStore } from './open-clickhouse-store.ts'

const client = chdbClient()

describeEventStore(
  'ClickHouse',
  async () => {
    if (client === undefined) throw new Error('ClickHouse is not installed.')
    const folder = mkdtempSync(join(tmpdir(), 'sluice-events-'))
    const spool = await openSpool({ folder })
    const store = await openClickHouseStore({ spool, client, freshnessMs: 0 })
    return {
      spool,
      store,
      async close() {
        await store.close()
        await client.close()
        await spool.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
  { numRuns: 4, isHere: client !== undefined },
)
