import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createHttpServer } from '../service/http-server.ts'
import { DEFAULT_LIMITS } from '../service/limits.ts'
import { listen } from '../service/listen.ts'
import { silentLogger } from '../http/logger.ts'
import { createTestApp, BULK, readBulk } from '../service/test-app.ts'

const DOCUMENT = { schemaVersion: 1, flags: { gate: {} } }
const WAIT = { timeout: 10_000, interval: 20 }

async function setUp(options: Parameters<typeof createTestApp>[0] = {}) {
  const app = createTestApp(options)
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
  const pathFor = async (key: string): Promise<string> => {
    const headers = { Authorization: `Bearer ${key}` }
    const { eventStreams } = await readBulk(await app.post(BULK, { context: {} }, headers))
    const { pathname, search } = new URL(eventStreams?.[0]?.url ?? '')
    return pathname + search
  }
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  return { app, port, path: await pathFor('sluice_client_demo'), pathFor, connections }
}

/** Asks for a stream and never reads what comes. */
function deafListener(port: number, path: string): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  socket.pause()
  return socket
}

it('cuts fifty clients that never read while ten thousand changes come, and goes on telling the others', async ({
  annotate,
}) => {
  // Messages of 4 kB, since the system itself buffers some megabytes before we have to hold anything.
  const { app, port, path, pathFor, connections } = await setUp({ epoch: 'e'.repeat(4_000) })
  // Two environments, because up to 32 listeners of one are told of every change and not of the last few.
  app.publish('other', DOCUMENT)
  const paths = [path, await pathFor(app.addKey('client', 'other'))]
  const deaf = paths.flatMap((each) => Array.from({ length: 25 }, () => deafListener(port, each)))
  const reader = connect(port, '127.0.0.1')
  onTestFinished(() => {
    for (const socket of [...deaf, reader]) socket.destroy()
  })
  let told = 0
  reader.setEncoding('latin1').on('data', (text: string) => {
    told += text.split('refetchEvaluation').length - 1
  })
  reader.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
  await vi.waitFor(() => expect([app.hub.count(), told]).toEqual([51, 1]), WAIT)

  const before = process.memoryUsage.rss()
  let peak = before
  let slowest = 0
  for (let change = 1; change <= 10_000; change++) {
    app.hub.valuesChanged('development')
    app.hub.valuesChanged('other')
    if (change % 20 > 0) continue
    const at = performance.now()
    await vi.waitUntil(() => told > change, { timeout: 10_000, interval: 1 })
    slowest = Math.max(slowest, performance.now() - at)
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  await annotate(`+${Math.round((peak - before) / 2 ** 20)} MiB, ${Math.round(slowest)} ms`)
  expect([told, app.hub.count()]).toEqual([10_001, 1])
  for (const environment of ['development', 'other']) {
    const line = `sluice_streams_ended_total{environment="${environment}",reason="slow"} 25`
    expect(app.metrics.text()).toContain(line)
  }
  expect(slowest).toBeLessThan(2_000)
  expect(peak - before).toBeLessThan(64 * 2 ** 20)
  await vi.waitFor(async () => expect(await connections()).toBe(1), WAIT)
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
