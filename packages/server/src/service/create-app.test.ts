import { expect, it } from 'vitest'
import type { Logger } from '../http/logger.ts'
import { BULK, createTestApp } from './test-app.ts'

const ADMIN = { headers: { Authorization: 'Bearer sluice_admin_demo' } }

function logging() {
  const lines: { level: string; fields: Record<string, unknown>; message: string }[] = []
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message })
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
  return { lines, logger }
}

it('answers health checks without a credential', async () => {
  const app = createTestApp({
    readiness: () => ({ status: 'degraded', causes: ['database_unavailable'] }),
  })
  expect(await (await app.request('/health/live')).json()).toEqual({ status: 'live' })
  const ready = await app.request('/health/ready')
  expect(ready.status).toBe(200)
  expect(await ready.json()).toEqual({ status: 'degraded', causes: ['database_unavailable'] })
})

it('is not ready while it stops', async () => {
  const app = createTestApp({ readiness: () => ({ status: 'stopping', causes: [] }) })
  expect((await app.request('/health/ready')).status).toBe(503)
  expect((await app.request('/health/live')).status).toBe(200)
})

it('counts requests, evaluations, streams, changes, versions and denials', async () => {
  const app = createTestApp()
  app.publish('development', { schemaVersion: 1, flags: { a: {}, b: {} } })
  await app.post(BULK, { context: {} })
  await app.post(`${BULK}/a`, { context: {} })
  await app.post(BULK, { context: {} }, { Authorization: 'Bearer nobody' })
  await app.request('/nowhere')
  const answer = await app.request('/metrics')
  expect(answer.headers.get('content-type')).toContain('text/plain')
  const lines = new Set((await answer.text()).split('\n'))
  const expected = [
    'sluice_evaluations_total{environment="development",kind="bulk"} 2',
    'sluice_evaluations_total{environment="development",kind="single"} 1',
    'sluice_ruleset_version{environment="development"} 2',
    'sluice_changes_total{environment="development"} 1',
    'sluice_streams{environment="development"} 0',
    `sluice_http_denied_total{route="${BULK}",status="401"} 1`,
    `sluice_http_request_duration_seconds_count{method="POST",route="${BULK}",status="200"} 1`,
    `sluice_http_request_duration_seconds_count{method="POST",route="${BULK}/:key",status="200"} 1`,
    'sluice_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
  ]
  expect(expected.filter((line) => !lines.has(line))).toEqual([])
})

it('tells how the process is', async () => {
  const text = await (await createTestApp().request('/metrics')).text()
  const valueOf = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1])
  expect(valueOf('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(valueOf('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000)
  expect(valueOf('process_start_time_seconds')).toBeGreaterThan(1_700_000_000)
  expect(valueOf('sluice_event_loop_busy_ratio')).toBeLessThanOrEqual(1)
})

it('shows metrics in production to those who may read them', async () => {
  const app = createTestApp({ mode: 'production' })
  expect((await app.request('/metrics')).status).toBe(401)
  const ask = (credential: string) =>
    app.request('/metrics', { headers: { Authorization: `Bearer ${credential}` } })
  expect((await ask('sluice_client_demo')).status).toBe(403)
  expect((await ask('sluice_server_demo')).status).toBe(403)
  expect((await ask(app.addToken('auditor'))).status).toBe(403)
  expect((await ask(app.addToken('viewer'))).status).toBe(200)
})

it('sends the same security headers with every kind of answer', async () => {
  const app = createTestApp()
  const answers = [
    await app.request('/health/live'),
    await app.request('/nowhere'),
    await app.request(BULK, { method: 'POST' }),
    await app.request('/metrics', ADMIN),
  ]
  for (const { headers } of answers) {
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.has('x-powered-by')).toBe(false)
    expect(headers.has('server')).toBe(false)
  }
})

it('answers 404 to an unknown address and 405 to an unknown method', async () => {
  const app = createTestApp()
  const unknown = await app.request('/nowhere')
  expect(unknown.status).toBe(404)
  expect(unknown.headers.get('content-type')).toBe('application/problem+json')
  const method = await app.request('/health/live', { method: 'DELETE' })
  expect(method.status).toBe(405)
  expect(method.headers.get('allow')).toBe('GET, HEAD')
})

it('writes one line about a denied request, without its credential or context', async () => {
  const { lines, logger } = logging()
  const app = createTestApp({ logger })
  const context = { targetingKey: 'canary-person', email: 'canary@example.com' }
  await app.post(
    `${BULK}?flagConfigEtag=canary-token`,
    { context },
    { Authorization: 'Bearer canary' },
  )
  await app.post(BULK, { context }, { Authorization: `Bearer ${app.addToken('auditor')}` })
  expect(lines.map(({ message }) => message)).toEqual(['request denied', 'request denied'])
  expect(JSON.stringify(lines)).not.toContain('canary')
})

it('writes one line about a refused request, its user agent cut and made harmless', async () => {
  const { lines, logger } = logging()
  const app = createTestApp({ logger })
  await app.request(`${BULK}?secret=canary`, {
    headers: { 'User-Agent': `\u009b31m${'x'.repeat(5_000)}` },
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({
    level: 'info',
    message: 'request refused',
    fields: { method: 'GET', route: BULK, status: 400, userAgent: `?31m${'x'.repeat(196)}…` },
  })
  expect(JSON.stringify(lines)).not.toContain('canary')
})

it('writes at most ten lines a second about one cause', async () => {
  const { lines, logger } = logging()
  const app = createTestApp({ logger })
  for (let request = 0; request < 50; request++) await app.request('/nowhere')
  expect(lines).toHaveLength(10)
})

it('keeps no timer and no stream once closed', async () => {
  const app = createTestApp()
  const { eventStreams } = (await (await app.post(BULK, { context: {} })).json()) as {
    eventStreams: { url: string }[]
  }
  const stream = await app.request(eventStreams[0]?.url ?? '')
  app.close()
  await stream.text()
  expect(app.hub.count()).toBe(0)
  expect(app.clock.pending).toBe(0)
})
