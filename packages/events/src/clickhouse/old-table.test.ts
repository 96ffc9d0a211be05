import { expect, it } from 'vitest'
import { openSpool } from '../spool.ts'
import { chdbClient } from '../testing/chdb.ts'
import { exposure, unit } from '../testing/events.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { analysis } from '../testing/test-store.ts'
import { openClickHouseStore } from './open-clickhouse-store.ts'
import { TABLES } from './schema.ts'

const client = chdbClient()

it.skipIf(client === undefined)(
  'goes on with a table of before it was known who sent, and takes nobody in it for a server',
  async () => {
    if (client === undefined) return
    const spool = await openSpool({ folder: temporaryFolder() })
    const first = await openClickHouseStore({ spool, client, freshnessMs: 0 })
    await spool.append([exposure({ sentBy: 'server' })])
    await first.settle()
    await client.command({ query: `alter table ${TABLES.events} drop column sent_by` })

    const store = await openClickHouseStore({ spool, client, freshnessMs: 0 })
    await spool.append([exposure({ units: { targetingKey: unit('bob') }, sentBy: 'server' })])
    const units = async (asked: object): Promise<number | undefined> =>
      (await store.firstExposures(analysis({ environment: 'shop', ...asked })))[0]?.units
    expect(await units({})).toBe(2)
    expect(await units({ sentBy: 'server' })).toBe(1)
    // Opened once more there is nothing left to add.
    await openClickHouseStore({ spool, client, freshnessMs: 0 })
    expect(await units({ sentBy: 'server' })).toBe(1)
    await client.close()
    await spool.close()
  },
)
