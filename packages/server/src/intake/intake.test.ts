import { expect, it, vi } from 'vitest'
import { HttpError } from '../http/http-error.ts'
import type { StoredEvent } from '@sluice/events/spool'
import { createTestIntake, exposure, readAnswer, type TestIntake } from './test-intake.ts'

const MINUTE = 60_000

async function keepOne(event: Record<string, unknown>, app = createTestIntake()) {
  await readAnswer(await app.send([event]))
  return app.kept.at(-1) as StoredEvent
}

function counted(app: TestIntake, line: string): number | undefined {
  const found = app.metrics
    .text()
    .split('\n')
    .find((text) => text.startsWith(line))
  return found === undefined ? undefined : Number(found.split(' ').at(-1))
}

it('names units by pseudonyms, and keeps only those that are built in or declared', async () => {
  const { units } = await keepOne(
    exposure({ units: { targetingKey: 'ada', anonymousKey: 'a', company: 'acme', plan: 'pro' } }),
  )
  expect(Object.keys(units)).toEqual(['targetingKey', 'anonymousKey', 'company'])
  for (const name of Object.values(units)) expect(name).toMatch(/^[0-9a-f]{32}$/)
})

it('keeps attributes that are declared as stored and not sensitive, and no others', async () => {
  const { attributes } = await keepOne(
    exposure({ attributes: { country: 'IE', email: 'ada@example.com', plan: 'pro', other: 1 } }),
  )
  expect(attributes).toEqual({ country: 'IE' })
})

it('keeps the hash of a context keyed: equal where it was equal, and nothing to try out', async () => {
  const app = createTestIntake()
  const sent = 'al3ym5t0uxaz'
  const first = await keepOne(exposure({ contextHash: sent }), app)
  const again = await keepOne(exposure({ contextHash: sent }), app)
  const other = await keepOne(exposure({ contextHash: 'al3ym5t0uxay' }), app)
  expect(first.contextHash).toMatch(/^[0-9a-f]{16}$/)
  expect(again.contextHash).toBe(first.contextHash)
  expect(other.contextHash).not.toBe(first.contextHash)
  expect(JSON.stringify(app.kept)).not.toContain(sent)
})

it('keeps a canary in a unit, a key or an undeclared attribute out of what is kept and logged', async () => {
  let log = ''
  const keep = (fields: object, message: string): void =>
    void (log += `${JSON.stringify(fields)} ${message}\n`)
  const logger = { debug: keep, info: keep, warn: keep, error: keep }
  const app = createTestIntake({ logger })
  const canary = 'canary@example.com'
  const event = exposure({
    units: { targetingKey: canary, anonymousKey: canary, [canary]: canary },
    attributes: { email: canary, [canary]: canary },
    [canary]: canary,
  })
  await app.send([event, { ...event, id: canary }, canary], { batch: { key: canary } })
  await app.send(canary as never)
  app.disk = () => Promise.reject(new Error('no disk'))
  await app.send([{ ...exposure(), units: event['units'] }])
  expect(log).toContain('request')
  expect(log).not.toContain('canary')
  expect(JSON.stringify(app.kept)).not.toContain('canary')
  expect(app.metrics.text()).not.toContain('canary')
})

it('brings the time to its own clock, keeps the raw one, and marks a clock that cannot be', async () => {
  const app = createTestIntake()
  const now = app.clock.now()
  const skewed = { batch: { sentAt: now + 120 * MINUTE } }
  await readAnswer(await app.send([exposure({ at: now + 119 * MINUTE })], skewed))
  await readAnswer(await app.send([exposure({ at: '1970' })]))
  await readAnswer(await app.send([exposure({ at: null })]))
  expect(app.kept).toMatchObject([
    { at: now - MINUTE, rawAt: String(now + 119 * MINUTE), receivedAt: now },
    { at: now, rawAt: '1970', clockSuspect: true },
    { at: now, rawAt: 'null', clockSuspect: true },
  ])
  expect(app.kept[0]).not.toHaveProperty('clockSuspect')
})

it.each([
  ['a flag that is unknown', { flag: 'nothing' }],
  ['a flag called like a method', { flag: 'toString' }],
  ['a flag that was archived', { flag: 'old' }],
  ['a flag that does not exist for its key', { flag: 'inside' }],
])('keeps an exposure of %s as unattributed', async (_what, more) => {
  expect(await keepOne(exposure(more))).toMatchObject({ ...more, unattributed: true })
})

it.each([
  ['that the flag does not have', { variant: 'not-a-variant' }],
  ['without a name', { variant: '' }],
  ['called like a method', { variant: 'toString' }],
  ['of a version that was never there', { variant: 'not-a-variant', version: 99 }],
])('keeps an exposure of a variant %s as unattributed', async (_what, more) => {
  expect(await keepOne(exposure(more))).toMatchObject({ ...more, unattributed: true })
})

it('attributes a variant that the flag had before, and what a server tells', async () => {
  const app = createTestIntake()
  const before = exposure({ variant: 'gone', version: 0 })
  expect(await keepOne(before, app)).not.toHaveProperty('unattributed')
  const headers = { Authorization: 'Bearer sluice_server_demo' }
  await app.send([exposure({ variant: 'gone' })], { headers })
  expect(app.kept).toHaveLength(2)
  expect(app.kept[1]).not.toHaveProperty('unattributed')
})

it('attributes what a server saw of a flag for servers', async () => {
  const app = createTestIntake()
  const headers = { Authorization: 'Bearer sluice_server_demo' }
  await app.send([exposure({ flag: 'inside' })], { headers })
  expect(app.kept[0]).not.toHaveProperty('unattributed')
})

it('keeps what an override showed, with its mark', async () => {
  expect(await keepOne(exposure({ override: true, variant: undefined }))).toMatchObject({
    override: true,
  })
})

it('keeps whether a page or a server sent it, whatever the event says of itself', async () => {
  const app = createTestIntake()
  const keys = {
    server: app.addKey('server', 'development'),
    ingest: app.addKey('ingest', 'development'),
  }
  const sentBy = async (credential?: string): Promise<unknown> => {
    const headers = credential === undefined ? {} : { Authorization: `Bearer ${credential}` }
    await readAnswer(await app.send([exposure({ sentBy: 'server' })], { headers }))
    return app.kept.at(-1)?.sentBy
  }
  expect(await sentBy()).toBe('client')
  expect(await sentBy(keys.server)).toBe('server')
  expect(await sentBy(keys.ingest)).toBe('server')
})

it('replaces what no UTF-8 can carry, so that no file meets it', async () => {
  const event = await keepOne(exposure({ variant: 'a\ud800b', flag: 'c\udc00' }))
  expect(event).toMatchObject({ variant: 'a\ufffdb', flag: 'c\ufffd' })
  expect(JSON.stringify(event)).not.toMatch(/\\ud/)
})

it('keeps an event that is sent again once, and the first of two with the same id', async () => {
  const app = createTestIntake()
  const event = exposure()
  const other = { ...event, variant: 'off' }
  for (const batch of [[event, event], [event], [other], [event, other]]) {
    expect((await readAnswer(await app.send(batch))).accepted).toBe(batch.length)
  }
  expect(app.kept).toMatchObject([{ id: event['id'], variant: 'on' }])
  expect(counted(app, 'sluice_events_repeated_total{environment="development",kind="same"}')).toBe(
    3,
  )
  expect(
    counted(app, 'sluice_events_repeated_total{environment="development",kind="conflict"}'),
  ).toBe(2)
})

it('keeps an event in each environment that it is sent to', async () => {
  const app = createTestIntake()
  app.publish('other', { schemaVersion: 1, flags: {} })
  const event = exposure()
  await app.send([event])
  const headers = { Authorization: `Bearer ${app.addKey('server', 'other')}` }
  await app.send([event, event], { headers })
  expect(app.kept.map(({ environment }) => environment)).toEqual(['development', 'other'])
})

it('leaves nothing out that was not on disk after all', async () => {
  const app = createTestIntake()
  const event = exposure()
  app.disk = () => Promise.reject(unavailable())
  expect((await app.send([event])).status).toBe(503)
  app.disk = async () => undefined
  await readAnswer(await app.send([event]))
  expect(app.kept).toHaveLength(1)
})

function unavailable(): HttpError {
  return new HttpError('SPOOL_FULL', 'There is no room.', {
    status: 503,
    headers: { 'Retry-After': '30' },
  })
}

it('says 503 and when to come back while there is no room, and serves flags all the same', async () => {
  const app = createTestIntake()
  app.disk = () => Promise.reject(unavailable())
  const answer = await app.send([exposure()])
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('30')
  expect((await app.post('/ofrep/v1/evaluate/flags', { context: {} })).status).toBe(200)
})

it('lets a unit send so much, then says in seconds when there is room', async () => {
  const app = createTestIntake({ intakeLimits: { unitEventsPerSecond: 10, unitBurst: 100 } })
  const batch = Array.from({ length: 100 }, () => exposure())
  expect((await app.send(batch)).status).toBe(200)
  const answer = await app.send(batch.slice(0, 50))
  expect(answer.status).toBe(429)
  expect(answer.headers.get('retry-after')).toBe('5')
  // Others are not held up, nor is a server.
  expect((await app.send([exposure({ units: { targetingKey: 'bob' } })])).status).toBe(200)
  const headers = { Authorization: 'Bearer sluice_server_demo' }
  expect((await app.send(batch.slice(0, 50), { headers })).status).toBe(200)
  app.clock.advance(5_000)
  expect((await app.send(batch.slice(0, 50))).status).toBe(200)
})

it('lets a client key send so much, whoever its units claim to be', async () => {
  const app = createTestIntake({ intakeLimits: { keyEventsPerSecond: 10 } })
  const send = (): Promise<Response> =>
    app.send(
      Array.from({ length: 100 }, (_, index) => exposure({ units: { targetingKey: `u${index}` } })),
    )
  expect((await send()).status).toBe(200)
  const answer = await send()
  expect(answer.status).toBe(429)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(3_600)
})

it('counts an event once that comes in two batches at once, and the first of two with one id', async () => {
  const app = createTestIntake()
  const [event, twice] = [exposure(), exposure()]
  const { promise, resolve } = Promise.withResolvers<void>()
  let waiting = 0
  app.disk = () => {
    waiting++
    return promise
  }
  const batches = [[event, twice], [exposure(), event], [{ ...twice, variant: 'off' }]]
  const sent = batches.map(async (batch) => readAnswer(await app.send(batch)))
  // All of them are being written.
  await vi.waitFor(() => expect(waiting).toBe(3))
  resolve()
  expect((await Promise.all(sent)).map(({ accepted }) => accepted)).toEqual([2, 2, 1])
  expect(app.kept).toHaveLength(5)
  const labels = 'environment="development"'
  expect(counted(app, `sluice_events_accepted_total{${labels},type="exposure"}`)).toBe(3)
  expect(counted(app, `sluice_events_repeated_total{${labels},kind="same"}`)).toBe(1)
  expect(counted(app, `sluice_events_repeated_total{${labels},kind="conflict"}`)).toBe(1)
})

it('counts what it took, refused and was told is lost', async () => {
  const app = createTestIntake()
  const dropped = { ...exposure(), type: 'dropped', reason: 'queue_full', count: 7 }
  await app.send([exposure({ flag: 'nothing', at: null }), dropped, 5])
  const labels = 'environment="development"'
  expect(counted(app, `sluice_events_accepted_total{${labels},type="exposure"}`)).toBe(1)
  expect(counted(app, `sluice_events_lost_total{${labels},reason="queue_full"}`)).toBe(7)
  expect(counted(app, `sluice_events_refused_total{${labels},code="EVENT_INVALID"}`)).toBe(1)
  expect(counted(app, `sluice_events_unattributed_total{${labels}}`)).toBe(1)
  expect(counted(app, `sluice_events_clock_suspect_total{${labels}}`)).toBe(1)
  expect(app.kept[1]).toMatchObject({ type: 'dropped', dropReason: 'queue_full', count: 7 })
  expect(app.kept[1]).not.toHaveProperty('reason')
})
