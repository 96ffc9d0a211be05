import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exposureOf } from '../intake/testing/sent-events.ts'
import {
  startTestService,
  temporaryFolder,
  type SendOptions,
  type TestService,
} from './test-service.ts'

const EXPOSURES = '/v1/environments/shop/exposures'
const HOUR = 3_600_000

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  const body = {
    schemaVersion: 1,
    attributes: { country: { type: 'string', stored: true } },
    flags: { cta: { kind: 'experiment' }, quiet: { kind: 'kill_switch' } },
  }
  const headers = { 'If-Match': '"0"' }
  await service.send('PUT', '/v1/environments/shop/ruleset', { body, headers })
})
afterEach(async () => service.close())

async function sendEvents(events: readonly object[], as: SendOptions['as'] = 'server') {
  const body = { sentAt: Date.now(), reader: 'shop.example', events }
  const answer = await service.send('POST', '/v1/events', { as, body })
  expect(await answer.json()).toEqual({ accepted: events.length, refused: [] })
}

async function ask<T>(path: string): Promise<T> {
  const answer = await service.send('GET', path, { as: 'viewer' })
  expect(answer.status).toBe(200)
  return (await answer.json()) as T
}

interface Counts {
  readonly items: readonly Record<string, unknown>[]
  readonly next?: string
}

const usageOf = (reads: object): object => {
  const { id } = exposureOf({})
  return { type: 'usage', id, units: {}, session: 's', sequence: 1, at: Date.now(), reads }
}

describe('counts of exposures', () => {
  it('count each event once, by flag and variant, the moment it is acknowledged', async () => {
    const event = exposureOf({ variant: 'on' })
    await sendEvents([event, exposureOf({ variant: 'on' }), exposureOf({ variant: 'off' })])
    await sendEvents([event])
    const { items, next } = await ask<Counts>(EXPOSURES)
    expect(items).toMatchObject([
      { flag: 'cta', variant: 'off', exposures: 1, weighted: 1, units: 1, segment: null },
      { flag: 'cta', variant: 'on', exposures: 2, weighted: 2, units: 2 },
    ])
    expect(next).toBeUndefined()
  })

  it('name the flags that the environment does not have where nothing else came', async () => {
    await sendEvents([exposureOf({ flag: 'ctaa' }), exposureOf({ flag: 'ctaa' })])
    await sendEvents([exposureOf({ flag: 'other' })])
    const empty = await ask<Counts>(EXPOSURES)
    expect(empty).toMatchObject({
      items: [],
      unknownFlags: [
        { flag: 'ctaa', exposures: 2 },
        { flag: 'other', exposures: 1 },
      ],
    })
    expect(await ask<Counts>(`${EXPOSURES}?flag=other`)).toMatchObject({
      unknownFlags: [{ flag: 'other', exposures: 1 }],
    })
    expect(await ask<Counts>(`${EXPOSURES}?flag=ctab`)).toMatchObject({
      unknownFlags: [{ flag: 'ctab', exposures: 0 }],
    })
    expect(await ask<Counts>(`${EXPOSURES}?flag=cta`)).not.toHaveProperty('unknownFlags')
    await sendEvents([exposureOf({})])
    expect(await ask<Counts>(EXPOSURES)).not.toHaveProperty('unknownFlags')
  })

  it('leave out what an override showed, unknown flags and other environments', async () => {
    await sendEvents([exposureOf({ override: true }), exposureOf({ flag: 'nothing' })])
    await sendEvents([exposureOf({})], 'otherServer')
    expect((await ask<Counts>(EXPOSURES)).items).toEqual([])
  })

  it('come in buckets and segments, and in pages', async () => {
    const now = Date.now()
    await sendEvents([
      exposureOf({ at: now - 2 * HOUR, attributes: { country: 'IE' } }),
      exposureOf({ at: now - 2 * HOUR, attributes: { country: 'FR' } }),
      exposureOf({ at: now }),
    ])
    const query = `${EXPOSURES}?bucketSeconds=3600&segmentBy=country&limit=2`
    const first = await ask<Counts>(query)
    const second = await ask<Counts>(`${query}&after=${first.next ?? ''}`)
    expect(first.items.map(({ segment }) => segment)).toEqual(['FR', 'IE'])
    expect(second.items.map(({ segment }) => segment)).toEqual([null])
    expect(second.next).toBeUndefined()
    expect(first.items[0]?.['bucketStart']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/)
  })

  it('look only at the range and the flag that they are asked for', async () => {
    const now = Date.now()
    await sendEvents([exposureOf({ at: now - 3 * HOUR }), exposureOf({ at: now - HOUR })])
    const at = (ms: number): string => encodeURIComponent(new Date(ms).toISOString())
    const range = `from=${at(now - 2 * HOUR)}&to=${at(now)}`
    expect((await ask<Counts>(`${EXPOSURES}?${range}`)).items).toMatchObject([{ exposures: 1 }])
    expect((await ask<Counts>(`${EXPOSURES}?flag=quiet`)).items).toEqual([])
  })

  it.each([
    ['a range that ends before it begins', 'from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['a time that is none', 'from=yesterday'],
    ['too many buckets', 'bucketSeconds=1'],
    ['a bucket of nothing', 'bucketSeconds=0'],
    ['a page of everything', 'limit=100000'],
    ['a place that is none of ours', 'after=W10x'],
    ['a parameter twice', 'flag=a&flag=b'],
    ['a parameter that is unknown', 'sql=select'],
  ])('are refused for %s', async (_what, query) => {
    const answer = await service.send('GET', `${EXPOSURES}?${query}`)
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it.each(["'; drop table events; --", "cta' or '1'='1", '%00', "read_csv('/etc/passwd')"])(
    'take %j for a text wherever they are asked with it',
    async (text) => {
      await sendEvents([exposureOf({})])
      const encoded = encodeURIComponent(text)
      expect((await ask<Counts>(`${EXPOSURES}?flag=${encoded}`)).items).toEqual([])
      const segmented = await service.send('GET', `${EXPOSURES}?segmentBy=${encoded}`)
      expect(await segmented.json()).toMatchObject({ code: 'ATTRIBUTE_NOT_STORED' })
    },
  )

  it.each(['plan', 'email', 'nothing', 'toString'])(
    'say that nothing is stored of the attribute %s, instead of one segment of everybody',
    async (name) => {
      const body = {
        schemaVersion: 1,
        attributes: {
          country: { type: 'string', stored: true },
          email: { type: 'string', stored: true, sensitive: true },
          plan: { type: 'string' },
        },
        flags: { cta: { kind: 'experiment' } },
      }
      const headers = { 'If-Match': '"1"' }
      await service.send('PUT', '/v1/environments/shop/ruleset', { body, headers })
      await sendEvents([exposureOf({ attributes: { country: 'IE' } })])
      const refused = await service.send('GET', `${EXPOSURES}?segmentBy=${name}`)
      expect([refused.status, await refused.json()]).toMatchObject([
        422,
        { code: 'ATTRIBUTE_NOT_STORED', detail: expect.stringContaining('it stores country') },
      ])
      expect(await ask<Counts>(`${EXPOSURES}?segmentBy=country`)).toMatchObject({
        items: [{ segment: 'IE' }],
      })
    },
  )
})

describe('flags', () => {
  it('say when they were last seen, how often, and by whom', async () => {
    await sendEvents([usageOf({ cta: 3, quiet: 2, nothing: 1 }), exposureOf({})])
    const { items } = await ask<Counts>('/v1/environments/shop/flags')
    expect(items).toMatchObject([
      { key: 'cta', kind: 'experiment', state: 'on', reads: 3, exposures: 1 },
      {
        key: 'quiet',
        reads: 2,
        exposures: 0,
        readers: [{ reader: 'shop.example', reads: 2 }],
      },
    ])
    const seenAt = Date.parse(String(items[1]?.['lastSeenAt']))
    expect(Math.abs(Date.now() - seenAt)).toBeLessThan(60_000)
  })

  it('say that nobody read them, also archived ones, in pages', async () => {
    await service.send('PATCH', '/v1/environments/shop/flags/quiet', { body: { archived: true } })
    const first = await ask<Counts>('/v1/environments/shop/flags?limit=1')
    expect(first).toEqual({
      items: [
        {
          key: 'cta',
          kind: 'experiment',
          state: 'on',
          lastSeenAt: null,
          reads: 0,
          exposures: 0,
          readers: [],
        },
      ],
      next: 'cta',
    })
    const second = await ask<Counts>('/v1/environments/shop/flags?limit=1&after=cta')
    expect(second).toMatchObject({ items: [{ key: 'quiet', state: 'archived' }] })
    expect(second.next).toBeUndefined()
  })
})

/** Every file of a folder as one text, whatever it is. */
function atRest(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? atRest(path) : readFileSync(path, 'latin1')))
    .join('')
}

describe('an erasure', () => {
  const erase = async (value: string, options: SendOptions = {}) =>
    service.send('POST', '/v1/environments/shop/erasures', { body: { value }, ...options })

  it('takes somebody out of every file, and keeps a tombstone without them', async () => {
    const canary = 'canary-ada@example.com'
    await sendEvents([
      exposureOf({ units: { targetingKey: canary }, variant: 'hers' }),
      exposureOf({ units: { targetingKey: 'bob' } }),
    ])
    // Some of her events are in a segment by now, some still in the spool.
    await service.send('POST', '/v1/events/compact')
    await sendEvents([exposureOf({ units: { targetingKey: canary }, variant: 'hers' })])
    const answer = await erase(canary)
    const { pseudonym, erased } = (await answer.json()) as { pseudonym: string; erased: number }
    expect(erased).toBe(2)
    const { items } = await ask<Counts>(EXPOSURES)
    expect(items).toMatchObject([{ exposures: 1, units: 1 }])
    const events = atRest(join(service.dataDir, 'events'))
    expect(events).not.toContain(pseudonym)
    expect(atRest(service.dataDir)).not.toContain('canary-ada')
    const audit = await service.send('GET', '/v1/environments/shop/audit?limit=1')
    expect(await audit.json()).toMatchObject({
      items: [{ action: 'events.erase', subject: pseudonym, actor: { role: 'admin' } }],
    })
    expect(await (await erase(canary)).json()).toEqual({ pseudonym, erased: 0 })
  })

  it('finds somebody by another unit', async () => {
    await sendEvents([exposureOf({ units: { targetingKey: 'ada', anonymousKey: 'a-1' } })])
    const body = { unit: 'anonymousKey', value: 'a-1' }
    expect(await (await erase('', { body })).json()).toMatchObject({ erased: 1 })
  })

  it('refuses a unit that nobody declared, and names those that are', async () => {
    const body = { unit: 'account', value: 'acme' }
    const refused = await erase('', { body })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      code: 'UNIT_NOT_DECLARED',
      detail: expect.stringContaining('Its units are anonymousKey, targetingKey.'),
    })
    const audit = await service.send('GET', '/v1/environments/shop/audit?limit=1')
    expect(await audit.json()).not.toMatchObject({ items: [{ action: 'events.erase' }] })
    const declared = {
      schemaVersion: 1,
      attributes: { account: { type: 'string', unit: true } },
      flags: {},
    }
    const headers = { 'If-Match': '"1"' }
    await service.send('PUT', '/v1/environments/shop/ruleset', { body: declared, headers })
    expect((await erase('', { body })).status).toBe(200)
  })

  it('asks for a reason where the environment does', async () => {
    const settings = { protected: true }
    await service.send('PATCH', '/v1/environments/shop', { body: { settings } })
    expect((await erase('ada')).status).toBe(422)
    expect((await erase('ada', { headers: { 'Sluice-Reason': 'asked' } })).status).toBe(200)
  })

  it.each([{}, { value: '' }, { value: 5 }, { value: 'a', more: 1 }])(
    'refuses %j',
    async (body) => {
      expect((await erase('', { body })).status).toBe(422)
    },
  )
})

describe('the event store', () => {
  it('is verified and tidied up on request', async () => {
    await sendEvents([exposureOf({}), exposureOf({})])
    const tidied = await service.send('POST', '/v1/events/compact')
    expect(await tidied.json()).toMatchObject({
      engine: 'embedded',
      segments: 1,
      events: 2,
      waiting: 0,
      losses: [],
    })
    const verified = await service.send('GET', '/v1/events/verify')
    expect(await verified.json()).toEqual({
      whole: true,
      segments: 1,
      events: 2,
      waiting: 0,
      faults: [],
    })
  })

  it('tells of a lost segment by number and time, in every place', async () => {
    const dataDir = temporaryFolder()
    const first = await startTestService({ dataDir })
    const body = { sentAt: Date.now(), events: [exposureOf({}), exposureOf({})] }
    await first.send('POST', '/v1/events', { as: 'server', body })
    await first.send('POST', '/v1/events/compact')
    await first.close()
    const parquet = join(dataDir, 'events', 'parquet')
    const [name = ''] = readdirSync(parquet, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.parquet'),
    )
    truncateSync(join(parquet, name), 100)
    const second = await startTestService({ dataDir })
    const verified = await second.send('GET', '/v1/events/verify')
    expect(await verified.json()).toMatchObject({
      whole: false,
      events: 0,
      faults: [expect.stringContaining('2 events from 20')],
    })
    const moment = expect.stringMatching(/^20.*Z$/)
    expect(await (await second.send('POST', '/v1/events/compact')).json()).toMatchObject({
      losses: [{ reason: 'checksum', events: 2, happenedFrom: moment, happenedTo: moment }],
    })
    await second.close()
  })

  it('tells of events lost in the spool from the start on, until somebody acknowledges it', async () => {
    const dataDir = temporaryFolder()
    const first = await startTestService({ dataDir })
    for (let i = 0; i < 2; i++) {
      const body = { sentAt: Date.now(), events: [exposureOf({}), exposureOf({})] }
      await first.send('POST', '/v1/events', { as: 'server', body })
    }
    await first.close()
    const spool = join(dataDir, 'events', 'spool')
    const path = join(spool, readdirSync(spool)[0] ?? '')
    writeFileSync(path, readFileSync(path).fill('x', 200, 210))
    for (const start of ['found', 'remembered']) {
      const service = await startTestService({ dataDir })
      const ready = await service.send('GET', '/health/ready')
      expect([start, await ready.json()]).toEqual([
        start,
        { status: 'degraded', causes: ['events_lost'] },
      ])
      const metrics = await (await service.send('GET', '/metrics')).text()
      expect(metrics).toContain('sluice_event_spool_losses 1\n')
      expect(metrics).toContain('sluice_event_store_losses 1\n')
      const verified = await service.send('GET', '/v1/events/verify')
      expect(await verified.json()).toMatchObject({
        whole: false,
        events: 0,
        waiting: 2,
        faults: [expect.stringContaining('2 events')],
      })
      await service.close()
    }
    const last = await startTestService({ dataDir })
    const refused = await last.send('POST', '/v1/events/acknowledge')
    expect(await refused.json()).toMatchObject({ code: 'REASON_REQUIRED' })
    const headers = { 'Sluice-Reason': 'no%20backup' }
    const known = await last.send('POST', '/v1/events/acknowledge', { headers })
    const losses = [expect.objectContaining({ reason: 'spool', events: 2 })]
    expect(await known.json()).toEqual({ losses })
    const audit = await (await last.send('GET', '/v1/audit/export')).text()
    const entries = audit.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
    expect(entries).toContainEqual(
      expect.objectContaining({
        action: 'events.acknowledge',
        reason: 'no backup',
        before: { losses },
      }),
    )
    const verified = await last.send('GET', '/v1/events/verify')
    expect(await verified.json()).toMatchObject({ whole: true })
    expect(await (await last.send('GET', '/health/ready')).json()).toMatchObject({ causes: [] })
    // Nothing is left to acknowledge.
    const again = await last.send('POST', '/v1/events/acknowledge', { headers })
    expect(await again.json()).toEqual({ losses: [] })
    await last.close()
  })

  it('says 503 while it is broken, and events are taken and flags served all the same', async () => {
    const broken = await startTestService({
      openEventStore: async () => Promise.reject(new Error('the disk is gone')),
    })
    for (const [method, path] of [
      ['GET', EXPOSURES],
      ['GET', '/v1/environments/shop/flags'],
      ['GET', '/v1/events/verify'],
      ['POST', '/v1/events/compact'],
    ] as const) {
      const answer = await broken.send(method, path)
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('10')
      const text = await answer.text()
      expect(JSON.parse(text)).toMatchObject({ code: 'EVENT_STORE_UNAVAILABLE' })
      expect(text).not.toContain('disk')
    }
    const body = { sentAt: Date.now(), events: [exposureOf({})] }
    expect((await broken.send('POST', '/v1/events', { as: 'client', body })).status).toBe(200)
    const context = { context: {} }
    const served = await broken.send('POST', '/ofrep/v1/evaluate/flags', {
      as: 'client',
      body: context,
    })
    expect(served.status).toBe(200)
    await broken.close()
  })
})
