import { expect, it } from 'vitest'
import type { Logger } from '../http/logger.ts'
import { BULK, createTestApp, readBulk, type TestApp } from '../service/test-app.ts'
import { arrival, listenTo } from './test-listener.ts'

const ANN = { context: { targetingKey: 'ann' } }
const DOCUMENT = { schemaVersion: 1, flags: { gate: {} } }

async function streamUrl(
  app: TestApp,
  headers: Record<string, string> = {},
  body = ANN,
): Promise<string> {
  const { eventStreams } = await readBulk(await app.post(BULK, body, headers))
  return eventStreams?.[0]?.url ?? ''
}

async function listen(app: TestApp, url?: string, headers: Record<string, string> = {}) {
  const answer = await app.request(url ?? (await streamUrl(app)), { headers })
  expect(answer.status).toBe(200)
  return { answer, client: listenTo(answer.body) }
}

const receipts = (app: TestApp, version: number, environment = 'development') =>
  app.request(`/v1/environments/${environment}/receipts?version=${version}`, {
    headers: { Authorization: 'Bearer sluice_admin_demo' },
  })

it('streams events that no cache and no proxy may hold back', async () => {
  const app = createTestApp()
  const { answer, client } = await listen(app)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform')
  app.publish('development', DOCUMENT)
  await arrival()
  expect(client.events.map(({ id }) => id)).toEqual(['epoch-1.1', 'epoch-1.2'])
})

it('does not announce settings that changed, since no value did', async () => {
  const app = createTestApp()
  const { client } = await listen(app)
  const { ruleset, settings } = app.live.get('development') ?? {}
  if (ruleset === undefined || settings === undefined) throw new Error('There is no environment.')
  app.live.publish({ key: 'development', ruleset, settings: { ...settings, protected: true } })
  await arrival()
  expect(client.events).toHaveLength(1)
})

it('announces the edges of windows', async () => {
  const app = createTestApp()
  const startsAt = app.clock.now() + 5_000
  app.publish('development', {
    schemaVersion: 1,
    flags: { sale: { rules: [{ id: 'w', window: { startsAt }, serve: { variant: 'on' } }] } },
  })
  const { client } = await listen(app)
  await arrival()
  const before = await readBulk(await app.post(BULK, ANN))
  app.clock.advance(5_000)
  await arrival()
  expect(client.events.map(({ id }) => id)).toEqual(['epoch-1.2', 'epoch-1.2'])
  const after = await readBulk(await app.post(BULK, ANN))
  expect([before.flags[0], after.flags[0]]).toMatchObject([{ value: false }, { value: true }])
})

it('refuses a stream without a ticket, and a key in its place', async () => {
  const app = createTestApp()
  for (const url of [
    '/ofrep/v1/events',
    '/ofrep/v1/events?ticket=',
    '/ofrep/v1/events?ticket=sluice_client_demo',
    '/ofrep/v1/events?key=sluice_client_demo',
  ]) {
    const answer = await app.request(url, {
      headers: { Authorization: 'Bearer sluice_client_demo' },
    })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toBe('')
  }
})

it('refuses an expired ticket, whose holder gets a new address with a 200', async () => {
  const app = createTestApp()
  const first = await app.post(BULK, ANN)
  const tag = first.headers.get('etag') ?? ''
  const url = (await readBulk(first)).eventStreams?.[0]?.url ?? ''
  app.clock.advance(2 * 60 * 60 * 1000)
  expect((await app.request(url)).status).toBe(401)
  const again = await app.post(BULK, ANN, { 'If-None-Match': tag })
  expect(again.status).toBe(200)
  await listen(app, (await readBulk(again)).eventStreams?.[0]?.url ?? '')
})

it('takes a ticket that has just expired', async () => {
  const app = createTestApp()
  // The epoch of the empty unit begins with the hour, which is now.
  const url = await streamUrl(app, {}, { context: { targetingKey: '' } })
  app.clock.advance(60 * 60 * 1000)
  const { client } = await listen(app, url)
  await arrival()
  expect(client.events).toHaveLength(1)
})

it('gives a ticket holder nothing but notice', async () => {
  const app = createTestApp()
  const ticket = new URL(await streamUrl(app)).searchParams.get('ticket') ?? ''
  expect((await app.post(BULK, ANN, { Authorization: `Bearer ${ticket}` })).status).toBe(401)
  expect((await app.post(`${BULK}?ticket=${ticket}`, ANN, { Authorization: '' })).status).toBe(401)
})

it('closes the streams of a key that is revoked, and refuses its ticket', async () => {
  const app = createTestApp()
  const key = app.addKey('client', 'development')
  const url = await streamUrl(app, { Authorization: `Bearer ${key}` })
  const { client } = await listen(app, url)
  app.credentials.revoke(key.split('_').slice(1, 3).join('_'))
  await arrival()
  expect(client.ended).toBe(true)
  expect((await app.request(url)).status).toBe(401)
})

it('refuses a Last-Event-ID that no one sent', async () => {
  const app = createTestApp()
  const answer = await app.request(await streamUrl(app), {
    headers: { 'Last-Event-ID': 'x'.repeat(10_000) },
  })
  expect(answer.status).toBe(400)
  expect(app.hub.count()).toBe(0)
})

it('answers 503 with a jittered Retry-After when there is no room', async () => {
  const app = createTestApp({ maxStreams: 1 })
  const url = await streamUrl(app)
  const { client } = await listen(app, url)
  const answer = await app.request(url)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('60')
  app.publish('development', DOCUMENT)
  await arrival()
  expect(client.events).toHaveLength(2)
  expect((await app.post(BULK, ANN)).status).toBe(200)
})

it('opens no stream for HEAD', async () => {
  const app = createTestApp()
  const answer = await app.request(await streamUrl(app), { method: 'HEAD' })
  expect(answer.status).toBe(405)
  expect(app.hub.count()).toBe(0)
})

it('never writes a ticket into the log', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) => lines.push(JSON.stringify({ fields, message }))
  const logger: Logger = { debug: write, info: write, warn: write, error: write }
  const app = createTestApp({ logger, maxStreams: 1 })
  const url = await streamUrl(app)
  await listen(app, url)
  await app.request(url)
  await app.request(url, { method: 'POST' })
  await app.request(url, { headers: { 'Last-Event-ID': 'x'.repeat(999) } })
  await app.request(url, { headers: { Origin: 'null' } })
  app.clock.advance(2 * 60 * 60 * 1000)
  await app.request(url)
  const ticket = new URL(url).searchParams.get('ticket') ?? ''
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines) expect(line).not.toContain(ticket)
})

it('knows from the receipt token which client has fetched which version', async () => {
  const app = createTestApp()
  const [ann, bob] = [(await listen(app)).client, (await listen(app)).client]
  app.publish('development', DOCUMENT)
  await arrival()
  app.clock.advance(12)
  const token = ann.events.at(-1)?.etag ?? ''
  await app.post(`${BULK}?flagConfigEtag=${token}&flagConfigLastModified=1767225600`, ANN)
  expect(await (await receipts(app, 2)).json()).toEqual({
    version: 2,
    connected: 2,
    fetched: 1,
    waiting: [{ connection: expect.any(String), connectedAt: expect.any(String), userAgent: '' }],
    p50Ms: 12,
    p99Ms: 12,
  })
  // An answer without a body is a fetch as well.
  const tag = (await app.post(BULK, ANN)).headers.get('etag') ?? ''
  const fetched = await app.post(`${BULK}?flagConfigEtag=${bob.events.at(-1)?.etag}`, ANN, {
    'If-None-Match': tag,
  })
  expect(fetched.status).toBe(304)
  expect(await (await receipts(app, 2)).json()).toMatchObject({ connected: 2, fetched: 2 })
})

it('takes no receipt from another environment, and none that nobody was given', async () => {
  const app = createTestApp()
  const { client } = await listen(app)
  app.publish('production', DOCUMENT)
  app.publish('development', DOCUMENT)
  await arrival()
  const stranger = { Authorization: `Bearer ${app.addKey('client', 'production')}` }
  const token = client.events.at(-1)?.etag ?? ''
  await app.post(`${BULK}?flagConfigEtag=${token}`, ANN, stranger)
  await app.post(`${BULK}?flagConfigEtag=${'x'.repeat(5_000)}`, ANN)
  expect(await (await receipts(app, 2)).json()).toMatchObject({ connected: 1, fetched: 0 })
})

it('answers 404 for a version that is not served yet, and refuses what is no version', async () => {
  const app = createTestApp()
  expect((await receipts(app, 2)).status).toBe(404)
  expect((await receipts(app, -1)).status).toBe(422)
  expect((await receipts(app, 1, 'nowhere')).status).toBe(404)
})

it('shows receipts to those who may read rules only', async () => {
  const app = createTestApp()
  const path = '/v1/environments/development/receipts?version=1'
  const ask = (credential: string) =>
    app.request(path, { headers: { Authorization: `Bearer ${credential}` } })
  expect((await app.request(path)).status).toBe(401)
  expect((await ask('sluice_client_demo')).status).toBe(403)
  expect((await ask('sluice_server_demo')).status).toBe(200)
  expect((await ask(app.addToken('viewer'))).status).toBe(200)
})
