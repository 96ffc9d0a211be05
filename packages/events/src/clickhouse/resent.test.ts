import type { ClickHouseClient } from '@clickhouse/client'
import { createHash } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import type { EventStore } from '../query/event-store.ts'
import { type Spool, openSpool } from '../spool.ts'
import { chdbClient } from '../testing/chdb.ts'
import { DAY, START, exposure, unit } from '../testing/events.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { tombstoneOf, unitNumber } from '../unit-number.ts'
import { openClickHouseStore } from './open-clickhouse-store.ts'
import { typedParams } from './typed-params.ts'

const client = chdbClient()
const range = { environment: 'resent', from: START, to: START + DAY }

/** A ClickHouse whose answers, or whose inserts, are lost as often as is said. */
function failing(
  real: ClickHouseClient,
  failures: { lostAnswers: number; refusals: number; blindLooks?: number },
): ClickHouseClient {
  const insert: ClickHouseClient['insert'] = async (params) => {
    if (failures.refusals > 0) {
      failures.refusals -= 1
      throw new Error('Too many parts (300)')
    }
    const answer = await real.insert(params)
    if (params.table === 'sluice_events' && failures.lostAnswers > 0) {
      failures.lostAnswers -= 1
      throw new Error('Timeout error.')
    }
    return answer
  }
  // Of an insert that is still under way nothing is seen.
  const query = (async (params) => {
    const isLook = params.query.includes('toString(id) as id')
    if (!isLook || !failures.blindLooks) return real.query(params)
    failures.blindLooks -= 1
    return real.query({ ...params, query: `${params.query} and false` })
  }) as ClickHouseClient['query']
  return new Proxy(real, {
    get: (target, name, receiver) =>
      ({ insert, query })[name as string] ?? (Reflect.get(target, name, receiver) as unknown),
  })
}

async function opened(
  failures: Parameters<typeof failing>[1],
): Promise<{ spool: Spool; store: EventStore }> {
  if (client === undefined) throw new Error('ClickHouse is not installed.')
  const spool = await openSpool({ folder: temporaryFolder() })
  onTestFinished(() => spool.close())
  const store = await openClickHouseStore({
    spool,
    client: failing(client, failures),
    freshnessMs: 0,
  })
  return { spool, store }
}

async function counted(store: EventStore): Promise<number | undefined> {
  return (await store.exposureCounts(range))[0]?.exposures
}

it.skipIf(client === undefined)(
  'sends nothing again that is there, though its answer was lost',
  async () => {
    const { spool, store } = await opened({ lostAnswers: 1, refusals: 0 })
    await spool.append(Array.from({ length: 10 }, () => exposure({ environment: 'answered' })))
    await expect(store.settle()).rejects.toMatchObject({ code: 'EVENT_STORE_FAILED' })
    await store.settle()
    expect(spool.state().events).toBe(0)
    expect((await store.exposureCounts({ ...range, environment: 'answered' }))[0]?.exposures).toBe(
      10,
    )
  },
)

it.skipIf(client === undefined)(
  'counts a batch once that is sent again while nothing of it is to be seen',
  async () => {
    const { spool, store } = await opened({ lostAnswers: 2, refusals: 0, blindLooks: 3 })
    const before = await store.state()
    await spool.append(Array.from({ length: 10 }, () => exposure({ environment: 'resent' })))
    await expect(store.settle()).rejects.toMatchObject({ code: 'EVENT_STORE_FAILED' })
    expect((await store.state()).fault).toContain('Timeout')
    expect(spool.state().events).toBe(10)
    await expect(store.settle()).rejects.toMatchObject({ code: 'EVENT_STORE_FAILED' })
    await store.settle()
    expect(spool.state().events).toBe(0)
    expect(await counted(store)).toBe(10)
    const after = await store.state()
    expect(after.duplicates - before.duplicates).toBe(0)
    expect(after.fault).toBeUndefined()
    // The token alone kept it out: without `final` there is one row for each event, too.
    const raw = await client?.query({
      query: `select count() as n from sluice_events where environment = 'resent'`,
      format: 'JSONEachRow',
    })
    expect(await raw?.json()).toEqual([{ n: expect.toSatisfy((n) => Number(n) === 10) as unknown }])
  },
)

it.skipIf(client === undefined)(
  'keeps events in the spool while ClickHouse refuses them, and acknowledges more',
  async () => {
    const { spool, store } = await opened({ lostAnswers: 0, refusals: 2 })
    const before = (await counted(store)) ?? 0
    await spool.append([exposure({ environment: 'resent' })])
    await expect(store.settle()).rejects.toMatchObject({
      code: 'EVENT_STORE_FAILED',
      message: expect.stringContaining('Too many parts') as string,
    })
    await spool.append([exposure({ environment: 'resent' })])
    await expect(store.settle()).rejects.toMatchObject({ status: 503 })
    await store.settle()
    expect(await counted(store)).toBe(before + 2)
  },
)

it('knows a unit by the number that DuckDB makes of it', () => {
  expect(unitNumber('ffeeddccbbaa9988')).toBe('18441921395520346504')
  expect(unitNumber(unit('ada'))).toBe(BigInt(`0x${unit('ada')}`).toString())
  // select md5_number_lower('x')
  expect(unitNumber('x')).toBe('11990653779475613941')
  expect(tombstoneOf('company', '7')).toBe(createHash('sha256').update('company:7').digest('hex'))
})

it('gives each parameter the type of its value, and names one that is missing', () => {
  expect(typedParams('$a $b $c $d $e $a', { a: 1, b: 0.5, c: 'x', d: true, e: ['y'] }).query).toBe(
    '{a:Int64} {b:Float64} {c:String} {d:Bool} {e:Array(String)} {a:Int64}',
  )
  expect(() => typedParams('$a', {})).toThrow('$a')
})
