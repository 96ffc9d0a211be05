import type { ClickHouseClient } from '@clickhouse/client'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EventStore } from '../query/event-store.ts'
import { type Spool, openSpool } from '../spool.ts'
import { chdbClient } from '../testing/chdb.ts'
import { DAY, START, exposure, unit } from '../testing/events.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openClickHouseStore } from './open-clickhouse-store.ts'

const client = chdbClient()

/** What says that it did what it was asked, and did not: as a proxy that answers `200` by itself. */
interface Lies {
  inserts?: string
  commands?: boolean
}

function lying(real: ClickHouseClient, lies: Lies): ClickHouseClient {
  const nothing = { query_id: 'none', executed: false, response_headers: {} }
  const insert: ClickHouseClient['insert'] = async (params) =>
    lies.inserts === params.table ? nothing : real.insert(params)
  const command: ClickHouseClient['command'] = async (params) =>
    lies.commands === true ? nothing : real.command(params)
  return new Proxy(real, {
    get: (target, name, receiver) =>
      name === 'insert'
        ? insert
        : name === 'command'
          ? command
          : (Reflect.get(target, name, receiver) as unknown),
  })
}

async function opened(lies: Lies): Promise<{ spool: Spool; store: EventStore }> {
  if (client === undefined) throw new Error('ClickHouse is not installed.')
  const spool = await openSpool({ folder: temporaryFolder() })
  onTestFinished(() => spool.close())
  const store = await openClickHouseStore({ spool, client: lying(client, lies), freshnessMs: 0 })
  return { spool, store }
}

async function counted(store: EventStore, environment: string): Promise<number> {
  const counts = await store.exposureCounts({ environment, from: START, to: START + DAY })
  return counts[0]?.exposures ?? 0
}

describe.skipIf(client === undefined)('what ClickHouse says it did', () => {
  it('keeps events in the spool that ClickHouse says it took, and has not got', async () => {
    const lies: Lies = { inserts: 'sluice_events' }
    const { spool, store } = await opened(lies)
    const sent = Array.from({ length: 4_500 }, () => exposure({ environment: 'in-vain' }))
    await spool.append(sent)
    await expect(store.settle()).rejects.toMatchObject({
      code: 'EVENT_STORE_FAILED',
      message: expect.stringContaining('has not got them') as string,
    })
    expect(spool.state().events).toBe(4_500)
    expect((await store.state()).fault).toContain('has not got them')
    delete lies.inserts
    await store.settle()
    expect(spool.state().events).toBe(0)
    expect(await counted(store, 'in-vain')).toBe(4_500)
  })

  it('inserts a segment anew whose name it knows and whose events are gone', async () => {
    const { spool, store } = await opened({})
    const sent = [exposure({ environment: 'gone' }), exposure({ environment: 'gone' })]
    await spool.append(sent)
    const remove = spool.remove
    // The answer came, and the service was gone before the segment was.
    spool.remove = async () => Promise.reject(new Error('killed'))
    await expect(store.settle()).rejects.toThrow('killed')
    await client?.command({
      query: `alter table sluice_events delete where environment = 'gone'`,
      clickhouse_settings: { mutations_sync: '2' },
    })
    spool.remove = remove
    await store.settle()
    expect(await counted(store, 'gone')).toBe(2)
  })

  it('does not say that a unit is erased while its events are there', async () => {
    const lies: Lies = {}
    const { spool, store } = await opened(lies)
    const units = { targetingKey: unit('ada') }
    await spool.append([exposure({ environment: 'erased-in-vain', units })])
    await store.settle()
    lies.commands = true
    await expect(store.erase('erased-in-vain', units)).rejects.toThrow('still there')
    lies.commands = false
    expect(await store.erase('erased-in-vain', units)).toBe(1)
    lies.inserts = 'sluice_erased'
    await expect(store.erase('erased-in-vain', { targetingKey: unit('bob') })).rejects.toThrow(
      'who was erased',
    )
  })

  it('does not say that what is old is deleted while it is there', async () => {
    const lies: Lies = {}
    const { spool, store } = await opened(lies)
    await spool.append([exposure({ environment: 'kept-in-vain' })])
    await store.settle()
    lies.commands = true
    await expect(store.retain('kept-in-vain', START + 2 * DAY)).rejects.toThrow('still there')
    lies.commands = false
    expect(await store.retain('kept-in-vain', START + 2 * DAY)).toBe(1)
  })
})
