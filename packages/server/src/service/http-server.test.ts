import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Server } from 'node:http'
import { silentLogger } from '../http/logger.ts'
import { listenTo } from '../stream/test-listener.ts'
import { createHttpServer } from './http-server.ts'
import { DEFAULT_LIMITS, type ServiceLimits } from './limits.ts'
import { listen } from './listen.ts'
import { rawConnect, rawRequest } from './raw-request.ts'
import { BULK, createTestApp, readBulk, type TestApp } from './test-app.ts'

const HOST = 'Host: 127.0.0.1\r\n'
const CLOSE = 'Connection: close\r\n\r\n'
const CLIENT = 'Authorization: Bearer sluice_client_demo\r\n'
const SHORT = { headersTimeoutMs: 200, requestTimeoutMs: 400, timeoutCheckMs: 50, keepAliveMs: 200 }

let app: TestApp
let server: Server
let port: number

async function open(limits: Partial<ServiceLimits>): Promise<void> {
  app = createTestApp()
  server = createHttpServer({
    direct: app.direct,
    fetch: app.fetch,
    limits: { ...DEFAULT_LIMITS, ...limits },
    logger: silentLogger,
    loopbackOnly: true,
  })
  port = (await listen(server, 0, '127.0.0.1')).port
}

async function shut(): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}

beforeEach(() => open(SHORT))

afterEach(shut)

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

it.each([
  ['garbage', 'hello\r\n\r\n', 400],
  ['a null byte', 'GET /\u0000 HTTP/1.1\r\n\r\n', 400],
  ['no Host', `GET /health/live HTTP/1.1\r\n${CLOSE}`, 400],
  ['two Hosts', `GET /health/live HTTP/1.1\r\n${HOST}Host: evil.example\r\n${CLOSE}`, 400],
  [
    'both lengths',
    `POST ${BULK} HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  [
    'two lengths',
    `POST ${BULK} HTTP/1.1\r\n${HOST}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`,
    400,
  ],
  ['a length that is none', `POST ${BULK} HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`, 400],
  ['a folded header', `GET /health/live HTTP/1.1\r\n${HOST}X-A: b\r\n c\r\n${CLOSE}`, 400],
  ['lines without carriage returns', 'GET /health/live HTTP/1.1\nHost: 127.0.0.1\n\n', 400],
  ['a space before the colon', `GET /health/live HTTP/1.1\r\nHost : x\r\n${CLOSE}`, 400],
  [
    'too many headers',
    `GET /health/live HTTP/1.1\r\n${HOST}X: ${'x'.repeat(17 * 1024)}\r\n${CLOSE}`,
    431,
  ],
  ['TRACE', `TRACE /health/live HTTP/1.1\r\n${HOST}${CLOSE}`, 405],
  ['a foreign host', `GET /health/live HTTP/1.1\r\nHost: evil.example\r\n${CLOSE}`, 421],
  ['an address that is none', `OPTIONS * HTTP/1.1\r\n${HOST}${CLOSE}`, 400],
  ['a backslash', `GET /health\\live HTTP/1.1\r\n${HOST}${CLOSE}`, 400],
])('answers %s shortly and closes', async (_, request, status) => {
  const answer = await rawRequest(port, request)
  expect(statusOf(answer)).toBe(status)
  const [, body] = answer.split('\r\n\r\n')
  // An empty body, or an empty body in chunks.
  expect(['', '0']).toContain(body)
  expect(answer).not.toMatch(/node|hono|stack|x-powered-by|^server:/im)
})

it.each([
  ['/v1//environments/development/receipts?version=1'],
  ['//v1/environments/development/receipts?version=1'],
  ['/ofrep/../v1/environments/development/receipts?version=1'],
  ['/ofrep/%2e%2e/v1/environments/development/receipts?version=1'],
  ['/ofrep/.%2E/v1/environments/development/./receipts?version=1'],
  ['http://evil.example/v1/environments/development/receipts?version=1'],
  ['/%76%31/environments/development/receipts?version=1'],
])('decides about %s as about the canonical address', async (target) => {
  const ask = async (credential: string): Promise<number> =>
    statusOf(await rawRequest(port, `GET ${target} HTTP/1.1\r\n${HOST}${credential}${CLOSE}`))
  expect(await ask('')).toBe(401)
  expect(await ask(CLIENT)).toBe(403)
  expect(await ask('Authorization: Bearer sluice_admin_demo\r\n')).toBe(200)
})

it.each([
  ['/V1/environments/development/receipts?version=1'],
  ['/v1/environments/development/receipts/?version=1'],
  ['/v1/environments/development/receipts;x?version=1'],
  ['/v1/environments/development/receipts.?version=1'],
  ['/v1%2Fenvironments/development/receipts?version=1'],
])('finds nothing at %s, whoever asks', async (target) => {
  const admin = 'Authorization: Bearer sluice_admin_demo\r\n'
  const answer = await rawRequest(port, `GET ${target} HTTP/1.1\r\n${HOST}${admin}${CLOSE}`)
  expect(statusOf(answer)).toBe(404)
})

it('does not let a header or a query change the method', async () => {
  const answer = await rawRequest(
    port,
    `POST /health/live?_method=GET HTTP/1.1\r\n${HOST}X-HTTP-Method-Override: GET\r\nContent-Length: 0\r\n${CLOSE}`,
  )
  expect(statusOf(answer)).toBe(405)
})

it('lives through addresses with broken escapes', async () => {
  for (const target of ['/%', '/%zz', '/%c3%28', `${BULK}/%ff`, '/?%', `/${'%41'.repeat(4_000)}`]) {
    const answer = await rawRequest(port, `GET ${target} HTTP/1.1\r\n${HOST}${CLOSE}`)
    expect([400, 404]).toContain(statusOf(answer))
  }
  expect(statusOf(await rawRequest(port, `GET /health/live HTTP/1.1\r\n${HOST}${CLOSE}`))).toBe(200)
})

it('closes sockets that say nothing, that never end their headers, and that never end their body', async () => {
  const slow = [
    rawConnect(port),
    rawConnect(port, 'GET /health/live HTTP/1.1\r\n', HOST),
    rawConnect(port, `POST ${BULK} HTTP/1.1\r\n${HOST}${CLIENT}Content-Length: 10\r\n\r\n`, '{'),
    rawConnect(
      port,
      `POST ${BULK} HTTP/1.1\r\n${HOST}${CLIENT}Transfer-Encoding: chunked\r\n\r\n`,
      '1\r\n{\r\n',
    ),
    rawConnect(port, `GET /health/live HTTP/1.1\r\n${HOST}\r\n`),
  ]
  const trickle = setInterval(() => slow[1]?.socket.write('X'), 20)
  await Promise.all(slow.map(({ closed }) => closed))
  clearInterval(trickle)
  expect(slow.map(({ text }) => statusOf(text))).toEqual([408, 408, 408, 408, 200])
})

it('closes five hundred sockets that send a byte now and then, whether they hang up or not', async () => {
  await shut()
  await open({ ...SHORT, requestTimeoutMs: 20_000, bodyStallMs: 200 })
  const begin = `POST ${BULK} HTTP/1.1\r\n${HOST}${CLIENT}`
  const ways = [
    'GET /health/live HTTP/1.1\r\n',
    `${begin}Content-Length: 1000\r\n\r\n`,
    `${begin}Transfer-Encoding: chunked\r\n\r\n3e8\r\n`,
    `POST ${BULK} HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\n`,
  ]
  // The first may be closed before the last has come.
  let come = 0
  server.on('connection', () => come++)
  const slow = Array.from({ length: 500 }, (_, index) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => undefined)
    socket.resume()
    socket.write(ways[index % ways.length] ?? '')
    return socket
  })
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  await vi.waitFor(() => expect(come).toBe(500))
  const trickle = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('X')
  }, 100)
  onTestFinished(() => {
    clearInterval(trickle)
    for (const socket of slow) socket.destroy()
  })
  await vi.waitFor(async () => expect(await connections()).toBe(0))
})

it('takes a body that comes slowly and gets on', async () => {
  await shut()
  await open({ ...SHORT, requestTimeoutMs: 20_000, bodyStallMs: 200 })
  const body = JSON.stringify({ context: { note: 'x'.repeat(4_000) } })
  const length = `Content-Length: ${body.length}\r\n`
  const slow = rawConnect(port, `POST ${BULK} HTTP/1.1\r\n${HOST}${CLIENT}${length}${CLOSE}`)
  for (let at = 0; at < body.length; at += 400) {
    slow.socket.write(body.slice(at, at + 400))
    await setTimeout(70)
  }
  await slow.closed
  expect(statusOf(slow.text)).toBe(200)
})

it('keeps a stream open for longer than a request may take', async () => {
  const { eventStreams } = await readBulk(await app.post(BULK, { context: {} }))
  const { pathname, search } = new URL(eventStreams?.[0]?.url ?? '')
  const { body } = await fetch(`http://127.0.0.1:${port}${pathname}${search}`)
  const stream = listenTo(body)
  const slow = rawConnect(
    port,
    `POST ${BULK} HTTP/1.1\r\n${HOST}${CLIENT}Content-Length: 10\r\n\r\n`,
  )
  await slow.closed
  expect(statusOf(slow.text)).toBe(408)
  app.publish('development', { schemaVersion: 1, flags: {} })
  await vi.waitFor(() => expect(stream.events).toHaveLength(2))
  await stream.leave()
})

it('serves others while half of its sockets are slow', async () => {
  const slow = Array.from({ length: 20 }, () => rawConnect(port, 'GET / HTTP/1.1\r\n'))
  const answer = await rawRequest(port, `GET /health/live HTTP/1.1\r\n${HOST}${CLOSE}`)
  expect(statusOf(answer)).toBe(200)
  await Promise.all(slow.map(({ closed }) => closed))
})

it('takes no more sockets than it may', async () => {
  await shut()
  await open({ maxConnections: 40 })
  const held = Array.from({ length: 40 }, () => rawConnect(port))
  await Promise.all(held.map(({ socket }) => once(socket, 'connect')))
  const extra = rawConnect(port, `GET /health/live HTTP/1.1\r\n${HOST}${CLOSE}`)
  await extra.closed
  expect(extra.text).toBe('')
  for (const { socket } of held) socket.destroy()
})

it('answers a thousand requests sent in one go, in order', async () => {
  const request = `GET /health/live HTTP/1.1\r\n${HOST}\r\n`
  const answer = await rawRequest(
    port,
    request.repeat(999) + request.replace('\r\n\r\n', `\r\n${CLOSE}`),
  )
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(1_000)
})
