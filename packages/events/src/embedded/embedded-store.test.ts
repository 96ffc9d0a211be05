import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSpool } from '../spool.ts'
import { describeEventStore } from '../testing/store-suite.ts'
import { openEmbeddedStore } from './open-embedded-store.ts'

describeEventStore(
  'Parquet and DuckDB',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-events-'))
    const spool = await openSpool({ folder })
    const store = await openEmbeddedStore({ spool })
    return {
      spool,
      store,
      async close() {
        await store.close()
        await spool.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
  { numRuns: 12 },
)
