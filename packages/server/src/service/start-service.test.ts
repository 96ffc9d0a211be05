import type { SluiceError } from '@sluice/core'
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { listenTo } from '../stream/test-listener.ts'
import { silentLogger } from '../http/logger.ts'
import { listen } from './listen.ts'
import { rawConnect } from './raw-request.ts'
import type { ServiceOptions } from './service-options.ts'
import { startService } from './start-service.ts'
import { BULK, readBulk } from './test-app.ts'
import { startTestService, temporaryFolder } from './test-service.ts'

const SEED = {
  environment: 'development',
  document: { schemaVersion: 1, flags: { 'new-checkout': { kind: 'release' } } },
}

const start = async (options: Partial<ServiceOptions>) =>
  startService({
    dataDir: await temporaryFolder(),
    mode: 'development',
    port: 0,
    logger: silentLogger,
    ...options,
  })

it('serves the seed of an empty folder to the demo keys', async () => {
  const service = await startTestService({ seed: SEED })
  expect(service.url).toBe(`http://127.0.0.1:${service.port}`)
  const answer = await service.bulk({ targetingKey: 'ann' })
  expect(answer.headers.get('sluice-ruleset-version')).toBe('1')
  expect((await readBulk(answer)).flags).toMatchObject([{ key: 'new-checkout', value: false }])
})

it('leaves a folder that has an environment as it is', async () => {
  const first = await startTestService({ seed: SEED })
  await first.patch('new-checkout', { enabled: false })
  await first.close()
  const again = await startTestService({ dataDir: first.dataDir, seed: SEED })
  const answer = await again.bulk({})
  expect(answer.headers.get('sluice-ruleset-version')).toBe('2')
  expect((await readBulk(answer)).flags).toMatchObject([{ reason: 'DISABLED' }])
})

it('refuses a seed with faults, names them all, and leaves the folder empty', async () => {
  const dataDir = await temporaryFolder()
  const document = { schemaVersion: 1, flags: { a: { kind: 'x' }, b: { type: 'y' } } }
  const refused = start({ dataDir, seed: { environment: 'development', document } })
  await expect(refused).rejects.toMatchObject({ code: 'INVALID_RULESET' })
  await expect(refused).rejects.toSatisfy((error: SluiceError) => error.faults.length >= 2)
  const service = await startTestService({ dataDir, seed: SEED })
  expect((await service.bulk({})).headers.get('sluice-ruleset-version')).toBe('1')
})

it('refuses a seed whose metrics ask an address that is not asked, and takes it where it is', async () => {
  const dataDir = await temporaryFolder()
  const errors = {
    kind: 'prometheus',
    url: 'http://prometheus.example:9090',
    query: 'sum(rate(errors[$range]))',
    direction: 'lower_is_better',
  }
  const document = { ...SEED.document, metrics: { errors } }
  const seed = { environment: 'development', document }
  await expect(start({ dataDir, seed })).rejects.toMatchObject({
    code: 'METRIC_SOURCE_REFUSED',
    status: 422,
    faults: [{ path: '$.metrics.errors.url' }],
  })
  const metricSources = [{ origin: 'http://prometheus.example:9090' }]
  const service = await start({ dataDir, seed, metricSources })
  onTestFinished(async () => service.close())
  const answer = await fetch(`${service.url}/v1/environments/development/ruleset`, {
    headers: { Authorization: 'Bearer sluice_admin_demo' },
  })
  expect(await answer.json()).toMatchObject({
    metrics: { errors: { kind: 'prometheus' } },
  })
})

it.each([['0.0.0.0'], ['::'], ['192.168.0.1'], ['shop.example']])(
  'does not start with the demo keys on %s',
  async (host) => {
    await expect(start({ host })).rejects.toMatchObject({ code: 'DEVELOPMENT_ONLY' })
  },
)

it('does not start with the demo keys where NODE_ENV says production', async () => {
  vi.stubEnv('NODE_ENV', 'production')
  onTestFinished(() => void vi.unstubAllEnvs())
  const dataDir = await temporaryFolder()
  await expect(start({ dataDir })).rejects.toMatchObject({ code: 'DEVELOPMENT_ONLY' })
  expect(readdirSync(dataDir)).toEqual([])
})

it('knows no demo keys in production mode, not even in a folder that was used in development', async () => {
  const development = await startTestService({ seed: SEED })
  await development.close()
  const service = await startTestService({ dataDir: development.dataDir, mode: 'production' })
  expect((await service.bulk({})).status).toBe(401)
  expect((await service.admin('GET', '/v1/environments')).status).toBe(401)
})

it('tells in one line that the port is taken, and gives the folder back', async () => {
  const other = createServer()
  const { port } = await listen(other, 0, '127.0.0.1')
  onTestFinished(() => void other.close())
  const dataDir = await temporaryFolder()
  const refused = start({ dataDir, port })
  await expect(refused).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  await expect(refused).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another program. Stop that, or choose another port.`,
  )
  await startTestService({ dataDir })
})

it('refuses a folder that another service uses, and leaves that one alone', async () => {
  const service = await startTestService({ seed: SEED })
  const refused = start({ dataDir: service.dataDir })
  await expect(refused).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' })
  await expect(refused).rejects.toThrow(String(process.pid))
  expect((await service.bulk({})).status).toBe(200)
})

const providerAt = (issuer: string) => ({ issuer, clientId: 'sluice', clientSecret: 's' })

it.each([
  ['a port that is none', { port: 70_000 }],
  ['a public URL that is none', { publicUrl: 'gates.example' }],
  ['a provider that others can read along', { openId: providerAt('http://login.example') }],
  ['a provider that is no address', { openId: providerAt('login.example') }],
  [
    'a provider without a secret',
    { openId: { ...providerAt('https://l.example'), clientSecret: '' } },
  ],
])('refuses %s', async (_, options) => {
  await expect(start(options)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' })
})

it('keeps the data folder and its secrets to its user', async () => {
  const service = await startTestService()
  expect(statSync(join(service.dataDir, 'ticket.key')).mode & 0o077).toBe(0)
})

it('serves the last snapshot, read-only, when the database cannot be opened', async () => {
  const first = await startTestService({ seed: SEED })
  await first.patch('new-checkout', { description: 'x' })
  await first.close()
  writeFileSync(join(first.dataDir, 'sluice.db'), 'no database'.repeat(1_000))
  const service = await startTestService({ dataDir: first.dataDir })
  const answer = await service.bulk({})
  expect(answer.headers.get('sluice-ruleset-version')).toBe('2')
  const ready = await service.admin('GET', '/health/ready')
  expect(ready.status).toBe(200)
  expect(await ready.json()).toEqual({ status: 'degraded', causes: ['serving_from_snapshot'] })
  expect((await service.admin('GET', '/health/live')).status).toBe(200)
  const change = await service.admin('PATCH', '/v1/environments/development/flags/new-checkout', {
    enabled: false,
  })
  expect(change.status).toBe(503)
  expect(change.headers.get('retry-after')).toMatch(/^\d+$/)
  await service.close()
  await expect(start({ dataDir: first.dataDir, whenDatabaseGone: 'exit' })).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
})

it('seeds nothing where the database was emptied', async () => {
  const first = await startTestService({ seed: SEED })
  await first.close()
  writeFileSync(join(first.dataDir, 'sluice.db'), '')
  rmSync(join(first.dataDir, 'snapshots', 'environment.development.json'))
  const service = await startTestService({ dataDir: first.dataDir, seed: SEED })
  expect((await service.bulk({})).status).not.toBe(200)
  expect(await (await service.admin('GET', '/health/ready')).json()).toMatchObject({
    causes: ['serving_from_snapshot'],
  })
})

it('says as an error that it starts as restored, so that nobody leaves it at that', async () => {
  const first = await startTestService({ seed: SEED })
  const { dataDir } = first
  await first.close()
  const error = vi.fn<(fields: object, message: string) => void>()
  const service = await startTestService({
    dataDir,
    restored: true,
    logger: { ...silentLogger, error },
  })
  const epoch = (await service.bulk({})).headers.get('sluice-epoch')
  expect(error.mock.calls).toEqual([
    [{ epoch }, expect.stringContaining('until --restored is taken away')],
  ])
})

it('hands over the first admin token of a folder in production, one time', async () => {
  const tokens: string[] = []
  const options = {
    mode: 'production',
    onFirstAdmin: (token: string) => tokens.push(token),
  } as const
  const first = await startTestService(options)
  expect(tokens).toEqual([expect.stringMatching(/^sluice_token_/)])
  const as = { Authorization: `Bearer ${tokens[0]}` }
  expect((await first.admin('GET', '/v1/environments', undefined, as)).status).toBe(200)
  await first.close()
  await startTestService({ ...options, dataDir: first.dataDir })
  expect(tokens).toHaveLength(1)
})

it('makes the first admin token only once it listens, so that no start that fails uses it up', async () => {
  const other = createServer()
  const { port } = await listen(other, 0, '127.0.0.1')
  onTestFinished(() => void other.close())
  const dataDir = await temporaryFolder()
  const tokens: string[] = []
  const options = {
    dataDir,
    mode: 'production',
    onFirstAdmin: (token: string) => tokens.push(token),
  } as const
  await expect(start({ ...options, port })).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  expect(tokens).toEqual([])
  const service = await startTestService(options)
  const as = { Authorization: `Bearer ${tokens[0]}` }
  expect((await service.admin('GET', '/v1/environments', undefined, as)).status).toBe(200)
})

it('serves on when the database goes away, and says so', async () => {
  const service = await startTestService({ seed: SEED })
  rmSync(join(service.dataDir, 'sluice.db'))
  const change = await service.admin('PATCH', '/v1/environments/development/flags/new-checkout', {
    enabled: false,
  })
  expect(change.status).toBe(503)
  const answer = await service.bulk({})
  expect(answer.headers.get('sluice-ruleset-version')).toBe('1')
  const { eventStreams } = await readBulk(answer)
  const stream = await fetch(eventStreams?.[0]?.url ?? '')
  expect(stream.status).toBe(200)
  await stream.body?.cancel()
  const ready = await service.admin('GET', '/health/ready')
  expect(await ready.json()).toEqual({ status: 'degraded', causes: ['database_unavailable'] })
})

it('is ready again when the database is back, without a change', async () => {
  const service = await startTestService({ seed: SEED })
  const files = ['sluice.db', 'sluice.db-wal', 'sluice.db-shm'].map((name) =>
    join(service.dataDir, name),
  )
  for (const file of files) renameSync(file, `${file}.away`)
  await expect(service.patch('new-checkout', { enabled: false })).rejects.toThrow(
    'moved or deleted',
  )
  const causes = async () => {
    const answer = await service.admin('GET', '/health/ready')
    return ((await answer.json()) as { causes: string[] }).causes
  }
  expect(await causes()).toEqual(['database_unavailable'])
  for (const file of files) renameSync(`${file}.away`, file)
  await vi.waitFor(async () => expect(await causes()).toEqual([]), { timeout: 10_000 })
  expect(await service.patch('new-checkout', { enabled: false })).toBe(2)
})

it('takes tickets from before a restart', async () => {
  const first = await startTestService({ seed: SEED })
  const { eventStreams } = await readBulk(await first.bulk({}))
  const ticket = new URL(eventStreams?.[0]?.url ?? '').search
  await first.close()
  const again = await startTestService({ dataDir: first.dataDir })
  const stream = await fetch(`${again.url}/ofrep/v1/events${ticket}`)
  expect(stream.status).toBe(200)
  await stream.body?.cancel()
})

it('tells streams when to come back, and ends, however often it is told to', async () => {
  const service = await startTestService({ seed: SEED })
  const { eventStreams } = await readBulk(await service.bulk({}))
  const clients = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { body } = await fetch(eventStreams?.[0]?.url ?? '')
      return listenTo(body)
    }),
  )
  const startedAt = performance.now()
  await Promise.all([service.close(), service.close()])
  expect(performance.now() - startedAt).toBeLessThan(5_000)
  await vi.waitFor(() => expect(clients.every(({ ended }) => ended)).toBe(true))
  const waits = clients.map(({ text }) => Number(/retry: (\d+)\n\n$/.exec(text)?.[1]))
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000)
  expect(Math.max(...waits)).toBeLessThanOrEqual(12_000)
  expect(new Set(waits).size).toBeGreaterThan(10)
  await expect(fetch(`${service.url}/health/live`)).rejects.toThrow('fetch failed')
})

it('finishes the request in progress before it ends', async () => {
  const service = await startTestService({ seed: SEED })
  let send: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      send = controller
      controller.enqueue(Buffer.from('{"context":'))
    },
  })
  const answer = fetch(`${service.url}${BULK}`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo' },
    body,
    duplex: 'half',
  })
  // The request has arrived when a later one has been answered.
  await service.bulk({})
  const closed = service.close()
  send?.enqueue(Buffer.from('{}}'))
  send?.close()
  expect((await answer).status).toBe(200)
  // So that nobody sends the next request into a connection that ends.
  expect((await answer).headers.get('connection')).toBe('close')
  await closed
})

it('ends well before a container is killed, whoever holds a request open', async () => {
  const service = await startTestService({ seed: SEED })
  const head = `POST ${BULK} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer sluice_client_demo\r\n`
  rawConnect(service.port, `${head}Content-Length: 100\r\n\r\n{`)
  await service.bulk({})
  const startedAt = performance.now()
  await service.close()
  expect(performance.now() - startedAt).toBeLessThan(8_000)
})

it('breaks off what is not finished when its time is up', async () => {
  const service = await startTestService({ seed: SEED, limits: { drainMs: 100 } })
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from('{')),
  })
  const answer = fetch(`${service.url}${BULK}`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sluice_client_demo' },
    body,
    duplex: 'half',
  })
  const outcome = Promise.allSettled([answer])
  await service.bulk({})
  await service.close()
  expect((await outcome)[0].status).toBe('rejected')
})

it('writes neither keys nor tickets nor contexts into its log or its folder', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) => lines.push(JSON.stringify({ fields, message }))
  const logger = { debug: write, info: write, warn: write, error: write }
  const service = await startTestService({ seed: SEED, logger })
  const made = await service.admin('POST', '/v1/environments/development/keys', {
    kind: 'client',
    name: 'web',
  })
  const { secret } = (await made.json()) as { secret: string }
  expect(secret).toMatch(/^sluice_client_/)
  const Authorization = `Bearer ${secret}`
  const answer = await service.bulk({ targetingKey: 'canary-person' }, { Authorization })
  const { eventStreams } = await readBulk(answer)
  await service.bulk({ email: 'canary@example.com' }, { Authorization: `${Authorization}x` })
  await service.close()
  const ticket = new URL(eventStreams?.[0]?.url ?? '').searchParams.get('ticket') ?? ''
  const files = readdirSync(service.dataDir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'))
  for (const text of [...lines, ...files]) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(ticket)
    expect(text).not.toContain('canary')
  }
})
