import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createHttpServer } from '../service/http-server.ts'
import { DEFAULT_LIMITS } from '../service/limits.ts'
import { listen } from '../service/listen.ts'
import { silentLogger } from '../http/logger.ts'
import { createTestApp, BULK, readBulk } from '../service/test-app.ts'
import { listenTo } from './test-listener.ts'

const DOCUMENT = { schemaVersion: 1, flags: { gate: {} } }
const WAIT = { timeout: 10_000, interval: 20 }

async function setUp() {
  const app = createTestApp()
  const server = createHttpServer({
    direct: app.direct,
    fetch: app.fetch,
    limits: DEFAULT_LIMITS,
    logger: silentLogger,
    loopbackOnly: true,
  })
  const { port } = await listen(server, 0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { eventStreams } = await readBulk(await app.post(BULK, { context: {} }))
  const { pathname, search } = new URL(eventStreams?.[0]?.url ?? '')
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  return { app, port, path: pathname + search, connections }
}

/** Asks for a stream and never reads what comes. */
function deafListener(port: number, path: string): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  socket.pause()
  return socket
}

it('cuts clients that never read, and goes on telling the others', async () => {
  const { app, port, path, connections } = await setUp()
  const deaf = Array.from({ length: 10 }, () => deafListener(port, path))
  onTestFinished(() => {
    for (const socket of deaf) socket.destroy()
  })
  await vi.waitFor(() => expect(app.hub.count()).toBe(10), WAIT)
  const { body } = await fetch(`http://127.0.0.1:${port}${path}`)
  const reader = listenTo(body)
  // What the system itself buffers comes on top of what we hold, and differs from one to the next.
  for (let told = 0; app.hub.count() > 1 && told < 500_000; told += 1_000) {
    const least = reader.text.length + 1_000 * 'id: epoch-1.1'.length
    for (let round = 0; round < 1_000; round++) app.hub.valuesChanged('development')
    await vi.waitFor(() => expect(reader.text.length).toBeGreaterThan(least), WAIT)
  }
  expect(app.hub.count()).toBe(1)
  expect(app.metrics.text()).toContain('reason="slow"} 10')
  await vi.waitFor(async () => expect(await connections()).toBe(1), WAIT)
  await reader.leave()
}, 60_000)

it('comes back to where it was after five hundred clients came and went', async () => {
  const { app, port, path, connections } = await setUp()
  const timers = app.clock.pending
  for (let round = 0; round < 10; round++) {
    const sockets = Array.from({ length: 50 }, () => deafListener(port, path))
    await vi.waitFor(() => expect(app.hub.count()).toBe(50), WAIT)
    if (round % 3 === 0) app.publish('development', DOCUMENT)
    for (const socket of sockets) {
      if (round % 2 === 0) socket.resetAndDestroy()
      else socket.destroy()
    }
    await vi.waitFor(() => expect(app.hub.count()).toBe(0), WAIT)
  }
  await vi.waitFor(async () => expect(await connections()).toBe(0), WAIT)
  app.clock.advance(2_000)
  expect(app.clock.pending).toBe(timers)
})
