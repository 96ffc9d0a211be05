import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { EvaluationContext, Resolved } from '@sluice/core'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rawConnect } from '../service/raw-request.ts'
import { BULK, createTestApp, type TestApp } from '../service/test-app.ts'
import { openTestDoor, ownHeaders, PAGE, type TestDoor } from './test-door.ts'

const SHOP = {
  schemaVersion: 1,
  attributes: { country: { type: 'string' } },
  flags: {
    checkout: {
      rules: [
        {
          id: 'de',
          when: { attribute: 'country', op: 'in', values: ['DE'] },
          serve: { variant: 'on' },
        },
      ],
    },
    greeting: { type: 'string', variants: { a: 'Grüße 🌊', b: 'Hello' }, defaultVariant: 'a' },
    half: {
      rules: [
        {
          id: 'split',
          serve: {
            split: [
              { variant: 'on', weightBps: 5_000 },
              { variant: 'off', weightBps: 5_000 },
            ],
          },
        },
      ],
    },
    hidden: { serverOnly: true },
  },
}
const ANN = '{"context":{"targetingKey":"ann","country":"DE"}}'

let app: TestApp
let door: TestDoor

beforeEach(async () => {
  app = createTestApp()
  app.publish('development', SHOP, { allowedOrigins: [PAGE] })
  door = await openTestDoor(app)
})

afterEach(async () => {
  await door.close()
})

interface Asked {
  readonly path?: string
  readonly body?: string | Buffer
  /** Several of one name are sent one after the other. */
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly method?: string
}

interface Received {
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const CLIENT = { Authorization: 'Bearer sluice_client_demo' }
const AS_SERVER = { Authorization: 'Bearer sluice_server_demo' }

/** Asks over the network, where the door comes first. */
async function ask({ path = BULK, body = ANN, headers = CLIENT, method = 'POST' }: Asked) {
  const request = httpRequest({
    port: door.port,
    host: '127.0.0.1',
    path,
    method,
    headers,
    agent: false,
  })
  request.end(body)
  const [response] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const received = Object.entries(response.headers as Record<string, string>)
  return {
    status: response.statusCode as number,
    headers: ownHeaders(received),
    body: Buffer.concat(chunks).toString(),
  }
}

/** Asks the routes, past the door. */
async function askRoutes(asked: Asked): Promise<Received> {
  const { path = BULK, body = ANN, headers: given = CLIENT, method = 'POST' } = asked
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) {
    for (const one of [value].flat()) headers.append(name, one)
  }
  headers.set('Content-Length', String(Buffer.byteLength(body)))
  const url = `http://127.0.0.1:${door.port}${path}`
  const bytes = typeof body === 'string' ? body : new Uint8Array(body)
  const answer = await app.fetch(
    new Request(url, { method, headers, ...(method !== 'GET' && { body: bytes }) }),
  )
  return {
    status: answer.status,
    headers: ownHeaders(answer.headers),
    body: await answer.text(),
  }
}

it.each<[string, Asked]>([
  ['all flags', {}],
  ['all flags for a server key', { headers: AS_SERVER }],
  ['all flags, with a token of an event', { path: `${BULK}?flagConfigEtag=abc.2` }],
  ['all flags, with an empty query', { path: `${BULK}?` }],
  ['a key in X-API-Key', { headers: { 'X-API-Key': 'sluice_client_demo' } }],
  ['one flag', { path: `${BULK}/checkout` }],
  ['one flag whose value is not ASCII', { path: `${BULK}/greeting` }],
  ['a flag that there is not', { path: `${BULK}/missing` }],
  ['a flag that is hidden from a client', { path: `${BULK}/hidden` }],
  ['a flag that cannot be decided', { path: `${BULK}/half`, body: '{"context":{}}' }],
  ['a context without a targeting key', { body: '{"context":{}}' }],
  ['a page of an allowed origin', { headers: { ...CLIENT, Origin: PAGE } }],
  ['other media types', { headers: { ...CLIENT, 'Content-Type': 'text/plain' } }],
])('answers a request for %s as the routes do, without them', async (_, asked) => {
  const answer = await ask(asked)
  expect(door.byRoutes).toBe(0)
  expect(answer).toEqual(await askRoutes(asked))
})

it('answers a page of its own address', async () => {
  const headers = { ...CLIENT, Origin: `http://127.0.0.1:${door.port}` }
  const answer = await ask({ headers })
  expect(door.byRoutes).toBe(0)
  expect(answer).toEqual(await askRoutes({ headers }))
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
})

it.each([
  [(tag: string) => tag],
  [(tag: string) => `"x", W/${tag}`],
  [(tag: string) => tag.slice(1, -1)],
])('answers 304 as the routes do', async (spell) => {
  const tag = (await ask({})).headers['etag'] ?? ''
  const headers = { ...CLIENT, 'If-None-Match': spell(tag) }
  const answer = await ask({ headers })
  expect(door.byRoutes).toBe(0)
  expect(answer).toMatchObject({ status: 304, body: '' })
  expect(answer).toEqual(await askRoutes({ headers }))
})

it.each<[string, Asked, number]>([
  ['no credential', { headers: {} }, 401],
  ['an unknown credential', { headers: { Authorization: 'Bearer sluice_client_other' } }, 401],
  ['two credentials', { headers: { Authorization: ['Bearer sluice_client_demo', 'x'] } }, 401],
  ['a token', { headers: { Authorization: 'Bearer sluice_admin_demo' } }, 200],
  ['the environment by name', { path: `${BULK}?environment=development` }, 200],
  ['another environment', { path: `${BULK}?environment=other` }, 403],
  ['a page of another origin', { headers: { ...CLIENT, Origin: 'https://evil.example' } }, 403],
  ['a page without an origin', { headers: { ...CLIENT, Origin: 'null' } }, 403],
  ['a key in its escaped form', { path: `${BULK}/check%6Fut` }, 200],
  ['no body', { body: '' }, 400],
  ['no JSON', { body: '{' }, 400],
  ['no context', { body: '{}' }, 400],
  ['a context that is none', { body: '{"context":[]}' }, 400],
  ['a name given twice', { body: '{"context":{"a":1,"a":2}}' }, 400],
  ['bytes that are no UTF-8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }, 400],
  ['a body over the limit', { body: `{"context":{"a":"${'x'.repeat(65_536)}"}}` }, 413],
  ['another method', { method: 'PUT' }, 405],
])('leaves %s to the routes', async (_, asked, status) => {
  const answer = await ask(asked)
  expect(door.byRoutes).toBe(1)
  expect(answer.status).toBe(status)
  expect(answer).toEqual(await askRoutes(asked))
})

it('leaves a body without a length to the routes', async () => {
  const request = httpRequest({
    port: door.port,
    path: BULK,
    method: 'POST',
    headers: CLIENT,
    agent: false,
  })
  request.write('{"context":{"targeting')
  request.end('Key":"ann"}}')
  const [response] = await once(request, 'response')
  response.resume()
  expect(response.statusCode).toBe(200)
  expect(door.byRoutes).toBe(1)
})

it('takes a body that comes in pieces', async () => {
  const headers = { ...CLIENT, 'Content-Length': ANN.length }
  const request = httpRequest({
    port: door.port,
    path: BULK,
    method: 'POST',
    headers,
    agent: false,
  })
  request.write(ANN.slice(0, 20))
  await new Promise((resolve) => setTimeout(resolve, 20))
  request.end(ANN.slice(20))
  const [response] = await once(request, 'response')
  response.resume()
  expect(response.statusCode).toBe(200)
  expect(door.byRoutes).toBe(0)
})

/** Sends half of a body, lets something happen, and sends the rest. */
async function askSlowly(
  headers: Readonly<Record<string, string | number>>,
  meanwhile: () => void,
) {
  const slow = httpRequest({ port: door.port, path: BULK, method: 'POST', headers, agent: false })
  slow.write(ANN.slice(0, 20))
  await vi.waitFor(() => expect(door.begun).toBe(1))
  meanwhile()
  slow.end(ANN.slice(20))
  const [response] = await once(slow, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode as number, body: Buffer.concat(chunks).toString() }
}

const WITH_LENGTH = { 'Content-Length': ANN.length }
const SLOW_WAYS: [string, Record<string, string | number>, number][] = [
  ['the door', { ...CLIENT, ...WITH_LENGTH }, 0],
  ['the routes, by a token', { Authorization: 'Bearer sluice_admin_demo', ...WITH_LENGTH }, 1],
  ['the routes, by a body without a length', CLIENT, 1],
]

it.each(SLOW_WAYS)(
  'answers through %s from what is served when the body has come',
  async (_, headers, routed) => {
    const killed = { ...SHOP, flags: { ...SHOP.flags, checkout: { enabled: false } } }
    const answer = await askSlowly(headers, () => app.publish('development', killed))
    expect(door.byRoutes).toBe(routed)
    const { flags } = JSON.parse(answer.body) as { flags: { key: string }[] }
    expect(flags.find(({ key }) => key === 'checkout')).toMatchObject({
      value: false,
      reason: 'DISABLED',
    })
  },
)

it.each([
  ['the door', WITH_LENGTH],
  ['the routes', {}],
])('serves nobody through %s whose key was revoked before the body had come', async (_, length) => {
  const key = app.addKey('client', 'development')
  const headers = { Authorization: `Bearer ${key}`, ...length }
  const revoke = () => app.credentials.revoke(key.split('_').slice(1, 3).join('_'))
  expect(await askSlowly(headers, revoke)).toEqual({ status: 401, body: '' })
})

it('opens nothing to a page whose origin was taken away before the body had come', async () => {
  const headers = { ...CLIENT, ...WITH_LENGTH, Origin: PAGE }
  const other = { allowedOrigins: ['https://other.example'] }
  const answer = await askSlowly(headers, () => app.publish('development', SHOP, other))
  expect(answer).toEqual({ status: 403, body: '' })
})

it('serves nobody whose key was revoked a moment ago', async () => {
  const key = app.addKey('client', 'development')
  const headers = { Authorization: `Bearer ${key}` }
  expect((await ask({ headers })).status).toBe(200)
  app.credentials.revoke(key.split('_').slice(1, 3).join('_'))
  expect((await ask({ headers })).status).toBe(401)
})

it('counts what it answers as the routes do', async () => {
  await ask({ path: `${BULK}/checkout` })
  await ask({})
  const text = app.metrics.text()
  for (const line of [
    `sluice_http_request_duration_seconds_count{method="POST",route="${BULK}",status="200"} 1`,
    `sluice_http_request_duration_seconds_count{method="POST",route="${BULK}/:key",status="200"} 1`,
    'sluice_evaluations_total{environment="development",kind="bulk"} 3',
    'sluice_evaluations_total{environment="development",kind="single"} 1',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

it('keeps answers apart that wait for a client to read them', async () => {
  const variants = { a: 'a'.repeat(40_000), b: 'b'.repeat(40_000) }
  const split = Object.keys(variants).map((variant) => ({ variant, weightBps: 5_000 }))
  const rules = [{ id: 'half', serve: { split } }]
  app.publish('development', {
    schemaVersion: 1,
    flags: { long: { type: 'string', variants, defaultVariant: 'a', rules } },
  })
  const bodies = Array.from(
    { length: 300 },
    (_, index) => `{"context":{"targetingKey":"u${index}"}}`,
  )
  const requests = bodies.map(
    (body, index) =>
      `POST ${BULK}/long HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nX-API-Key: sluice_client_demo\r\n` +
      `Content-Length: ${body.length}\r\n${index === 299 ? 'Connection: close\r\n' : ''}\r\n${body}`,
  )
  const client = rawConnect(door.port, requests.join(''))
  client.socket.pause()
  const answered = () => app.metrics.text().includes(`route="${BULK}/:key",status="200"} 300`)
  await vi.waitFor(() => expect(answered()).toBe(true))
  client.socket.resume()
  await client.closed
  const values = client.text.match(/(?<="value":")(?:a+|b+)(?=")/g)
  const expected = bodies.map((body) => {
    const { context } = JSON.parse(body) as { context: EvaluationContext }
    const { value } = app.live.get('development')!.compiled.evaluate('long', context, 0) as Resolved
    return value
  })
  expect(values).toEqual(expected)
})
