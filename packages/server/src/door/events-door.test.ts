import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { rawConnect } from '../service/raw-request.ts'
import { BULK, createTestApp, readBulk, type TestApp } from '../service/test-app.ts'
import { openTestDoor, ownHeaders, PAGE, type TestDoor } from './test-door.ts'

let app: TestApp
let door: TestDoor

beforeEach(async () => {
  app = createTestApp({ maxStreams: 5 })
  app.publish('development', { schemaVersion: 1, flags: {} }, { allowedOrigins: [PAGE] })
  app.publish('other', { schemaVersion: 1, flags: {} })
  door = await openTestDoor(app)
})

afterEach(async () => {
  app.close()
  await door.close()
})

async function streamPath(): Promise<string> {
  const { eventStreams } = await readBulk(await app.post(BULK, { context: {} }))
  const { pathname, search } = new URL(eventStreams?.[0]?.url ?? '')
  return pathname + search
}

interface Heard {
  readonly status: number | undefined
  readonly headers: Record<string, unknown>
  readonly response: IncomingMessage
  readonly text: () => string
}

async function hear(path: string, headers: Record<string, string | string[]> = {}): Promise<Heard> {
  const request = httpRequest({ port: door.port, host: '127.0.0.1', path, headers, agent: false })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => (text += chunk))
  response.on('error', () => undefined)
  return {
    status: response.statusCode,
    headers: ownHeaders(Object.entries(response.headers)),
    response,
    text: () => text,
  }
}

it.each([[{}], [{ Origin: PAGE }]])(
  'opens a stream with the headers of the routes for %j',
  async (given) => {
    const path = await streamPath()
    const direct = await hear(path, given)
    expect(door.byRoutes).toBe(0)
    const url = `http://127.0.0.1:${door.port}${path}`
    const routed = await app.request(url, { headers: { ...given } })
    expect(direct.status).toBe(200)
    expect(direct.headers).toEqual(Object.fromEntries(routed.headers))
    await routed.body?.cancel()
  },
)

it('tells of a change, and forgets who went away', async () => {
  const path = await streamPath()
  const client = await hear(path)
  await vi.waitFor(() => expect(client.text()).toContain('id: epoch-1.2'))
  app.publish('development', { schemaVersion: 1, flags: { a: {} } })
  await vi.waitFor(() => expect(client.text()).toContain('id: epoch-1.3'))
  expect(app.hub.count()).toBe(1)
  client.response.destroy()
  await vi.waitFor(() => expect(app.hub.count()).toBe(0))
})

it('holds no more for a stream than a socket', async () => {
  const client = await hear(await streamPath())
  // Closes all that HTTP holds on to.
  door.server.closeAllConnections()
  await new Promise((resolve) => setTimeout(resolve, 50))
  app.publish('development', { schemaVersion: 1, flags: { a: {} } })
  await vi.waitFor(() => expect(client.text()).toContain('id: epoch-1.3'))
  expect(door.server.listenerCount('upgrade')).toBe(0)
})

it('hears that a client hangs up, in each of its ways', async () => {
  const request = `GET ${await streamPath()} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`
  for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const client = rawConnect(door.port, request)
    await vi.waitFor(() => expect(client.text).toContain('id: epoch-1.2'))
    client.socket.write('what nobody reads')
    client.socket[leave]()
    await client.closed
    await vi.waitFor(() => expect(app.hub.count()).toBe(0))
  }
})

it('opens a stream also where another request followed in the same packet', async () => {
  const head = 'HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  const client = rawConnect(door.port, `GET ${await streamPath()} ${head}GET /health/live ${head}`)
  await vi.waitFor(() => expect(client.text).toContain('id: epoch-1.2'))
  expect(app.hub.count()).toBe(1)
  app.publish('development', { schemaVersion: 1, flags: { a: {} } })
  await vi.waitFor(() => expect(client.text).toContain('id: epoch-1.3'))
  client.socket.destroy()
  await vi.waitFor(() => expect(app.hub.count()).toBe(0))
})

it('takes no request that asks for another protocol for one of its own', async () => {
  const client = await hear('/health/live', { Connection: 'Upgrade', Upgrade: 'h2c' })
  expect(client.status).toBe(200)
  const stream = await hear(await streamPath(), { Connection: 'Upgrade', Upgrade: 'h2c' })
  expect(stream.status).toBe(200)
  await vi.waitFor(() => expect(stream.text()).toContain('id: epoch-1.2'))
})

it.each([
  ['the last event of this process', 'epoch-1.3'],
  ['an older one', 'epoch-1.2'],
  ['one to come', 'epoch-1.99'],
  ['one with a negative version', 'epoch-1.-1'],
  ['one of another epoch', 'epoch-0.3'],
  ['one of another environment', 'epoch-1.1'],
  ['what is no id', 'x y z'],
])('asks a client that comes back with %s to fetch', async (_, id) => {
  const path = await streamPath()
  app.publish('development', { schemaVersion: 1, flags: { a: {} } })
  const client = await hear(path, { 'Last-Event-ID': id })
  // Its own environment, whatever it asked with.
  await vi.waitFor(() => expect(client.text().match(/^id: .*$/gm)).toEqual(['id: epoch-1.3']))
  expect(door.byRoutes).toBe(0)
})

it.each([
  ['a Last-Event-ID of 10 kB', 400, { 'Last-Event-ID': 'x'.repeat(10_000) }],
  ['a page of another origin', 403, { Origin: 'https://evil.example' }],
  ['a page whose origin is told twice', 403, { Origin: [PAGE, PAGE] }],
])('leaves %s to the routes', async (_, status, headers) => {
  const client = await hear(await streamPath(), headers)
  expect(client.status).toBe(status)
  expect(door.byRoutes).toBe(1)
})

it('leaves a ticket that does not work to the routes', async () => {
  const path = await streamPath()
  for (const wrong of [`${path}x`, path.replace(/=.*/, '='), `${path}&ticket=x`]) {
    expect((await hear(wrong)).status).not.toBe(200)
  }
  expect(door.byRoutes).toBe(3)
})

it('turns away who finds no room, with a time to try again, and leaves the others alone', async () => {
  const path = await streamPath()
  const clients = await Promise.all(Array.from({ length: 5 }, async () => hear(path)))
  const extra = await hear(path)
  expect(extra.status).toBe(503)
  expect(Number(extra.headers['retry-after'])).toBeGreaterThanOrEqual(30)
  app.publish('development', { schemaVersion: 1, flags: { b: {} } })
  for (const client of clients) {
    await vi.waitFor(() => expect(client.text()).toContain('id: epoch-1.3'))
  }
  const polled = await readBulk(await app.post(BULK, { context: {} }))
  expect(polled.eventStreams).toBeUndefined()
})

it('cuts a client at 256 KiB that it does not read', async () => {
  const client = await hear(await streamPath())
  client.response.pause()
  for (let told = 0; app.hub.count() > 0 && told < 500_000; told++) {
    app.hub.valuesChanged('development')
    if (told % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(app.hub.count()).toBe(0)
  expect(app.metrics.text()).toContain('reason="slow"} 1')
})

it('says goodbye with a time to come back, and breaks with those who hold on', async () => {
  const path = await streamPath()
  const client = await hear(path)
  await vi.waitFor(() => expect(client.text()).toContain('id: '))
  app.hub.close()
  await once(client.response, 'end')
  expect(client.text()).toMatch(/retry: \d+\n\n$/)
  expect(app.hub.count()).toBe(0)
})
