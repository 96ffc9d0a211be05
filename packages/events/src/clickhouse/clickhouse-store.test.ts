import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { openSpool } from '../spool.ts'
import { chdbClient } from '../testing/chdb.ts'
import { describeEventStore } from '../testing/store-suite.ts'
import { openClickHouseStore } from './open-clickhouse-store.ts'

const client = chdbClient()

if (client === undefined) {
  describe('the event store on ClickHouse', () => {
    it.skip('is not installed here: run `node tools/clickhouse/install.ts`', () => undefined)
  })
} else {
  describeEventStore(
    'ClickHouse',
    async () => {
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
    { numRuns: 4 },
  )
}
