import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestIntake, exposure, type TestIntake } from '../intake/test-intake.ts'
import { stallingClock } from '../intake/testing/stalling-clock.ts'
import { openTestDoor, ownHeaders, PAGE, type TestDoor } from './test-door.ts'

const CLIENT = { Authorization: 'Bearer sluice_client_demo', 'Content-Type': 'application/json' }
let app: TestIntake
let door: TestDoor

beforeEach(async () => {
  app = createTestIntake({ intakeLimits: { unitBurst: 50, unitEventsPerSecond: 1 } })
  door = await openTestDoor(app)
})

afterEach(async () => {
  app.close()
  await door.close()
})

interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

async function send(body: string | Buffer, headers: Record<string, string> = CLIENT) {
  const options = {
    port: door.port,
    host: '127.0.0.1',
    path: '/v1/events',
    method: 'POST',
    agent: false,
  }
  const request = httpRequest({ ...options, headers })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return received(response.statusCode ?? 0, Object.entries(response.headers), chunks.join(''))
}

/** Sends to the routes, past the door. */
async function sendToRoutes(body: string, headers: Record<string, string> = CLIENT) {
  const url = `http://127.0.0.1:${door.port}/v1/events`
  const answer = await app.fetch(new Request(url, { method: 'POST', headers, body }))
  return received(answer.status, [...answer.headers], await answer.text())
}

function received(status: number, headers: Iterable<[string, unknown]>, body: string): Received {
  return { status, headers: ownHeaders(headers), body: body === '' ? '' : JSON.parse(body) }
}

function batchOf(...events: readonly unknown[]): string {
  return JSON.stringify({ sentAt: app.clock.now(), events })
}

it('gives the answer of the routes, byte for byte in its headers, without them', async () => {
  const batch = batchOf(exposure(), exposure({ weight: 0 }))
  const short = await send(batch)
  expect(door.byRoutes).toBe(0)
  expect(short.status).toBe(200)
  expect(short).toEqual(await sendToRoutes(batch))
})

it('gives the answer of the routes to a page of an allowed origin', async () => {
  app.publish('development', { schemaVersion: 1, flags: {} }, { allowedOrigins: [PAGE] })
  const short = await send(batchOf(exposure()), { ...CLIENT, Origin: PAGE })
  expect(door.byRoutes).toBe(0)
  expect(short.headers['access-control-allow-origin']).toBe(PAGE)
  expect(short).toEqual(await sendToRoutes(batchOf(exposure()), { ...CLIENT, Origin: PAGE }))
})

it('gives the answer of the routes while nothing can be kept, and to whoever sends too much', async () => {
  app.disk = () => Promise.reject(new Error('broken'))
  const failed = await send(batchOf(exposure()))
  expect(failed).toMatchObject({ status: 500, body: { code: 'INTERNAL' } })
  app.disk = async () => undefined
  const many = batchOf(...Array.from({ length: 49 }, () => exposure()))
  expect((await send(many)).status).toBe(200)
  const capped = await send(many)
  expect(capped.status).toBe(429)
  expect(door.byRoutes).toBe(0)
  expect(capped).toEqual(await sendToRoutes(many))
})

it.each([
  ['broken JSON', '{', CLIENT, 400],
  ['no batch', '{}', CLIENT, 422],
  ['a key that is none', '{"events":[]}', { ...CLIENT, Authorization: 'Bearer x' }, 401],
  ['a token', '{"events":[]}', { ...CLIENT, Authorization: 'Bearer sluice_admin_demo' }, 403],
  ['another media type', '{"events":[]}', { ...CLIENT, 'Content-Type': 'text/html' }, 415],
  ['too large a body', `{"events":[],"x":"${'x'.repeat(1024 ** 2)}"}`, CLIENT, 413],
])('leaves %s to the routes', async (_what, body, headers, status) => {
  const answer = await send(body, headers)
  expect(door.byRoutes).toBe(1)
  expect(answer.status).toBe(status)
  expect(app.kept).toEqual([])
})

it('leaves to the routes, unread, what comes while events are turned away', async () => {
  await door.close()
  app.close()
  const clock = stallingClock()
  app = createTestIntake({ clock })
  door = await openTestDoor(app)
  const batch = batchOf(exposure())
  expect((await send(batch)).status).toBe(200)
  clock.stall(5_000)
  expect(await send(batch)).toMatchObject({ status: 503, body: { code: 'EVENTS_SHED' } })
  expect(door.byRoutes).toBe(1)
})

it.each([
  ['a beacon', 'text/plain;charset=UTF-8', false],
  ['gzip', 'application/json', true],
])('leaves %s to the routes, which take it', async (_what, type, isGzip) => {
  const body = JSON.stringify({ sentAt: 1, key: 'sluice_client_demo', events: [exposure()] })
  const answer = await send(isGzip ? gzipSync(body) : body, {
    'Content-Type': type,
    ...(isGzip && { 'Content-Encoding': 'gzip' }),
  })
  expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } })
  expect(door.byRoutes).toBe(1)
})

it('leaves a batch to the routes whose key was revoked while it was under way', async () => {
  const key = app.addKey('client', 'development')
  const body = batchOf(exposure())
  const headers = {
    ...CLIENT,
    Authorization: `Bearer ${key}`,
    'Content-Length': String(Buffer.byteLength(body)),
  }
  const options = {
    port: door.port,
    host: '127.0.0.1',
    path: '/v1/events',
    method: 'POST',
    agent: false,
  }
  const request = httpRequest({ ...options, headers })
  request.write(body.slice(0, 10))
  await new Promise((done) => setTimeout(done, 50))
  app.credentials.revoke(key.split('_').slice(1, 3).join('_'))
  request.end(body.slice(10))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(401)
  response.resume()
  expect(app.kept).toEqual([])
})

it('counts what came the short way', async () => {
  await send(batchOf(exposure()))
  expect(app.metrics.text()).toMatch(
    /sluice_http_request_duration_seconds_count\{method="POST",route="\/v1\/events",status="200"\} 1/,
  )
})
