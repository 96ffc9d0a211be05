import { expect, it } from 'vitest'
import { BULK, createTestApp, type TestApp } from '../service/test-app.ts'

const SHOP = 'https://shop.example'
const ANN = { context: { targetingKey: 'ann' } }
const EMPTY = { schemaVersion: 1, flags: {} }

function production(): TestApp {
  const app = createTestApp({ mode: 'production' })
  app.publish('shop', EMPTY, { allowedOrigins: [SHOP] })
  app.publish('other', EMPTY, { allowedOrigins: ['https://other.example'] })
  return app
}

const preflight = (app: TestApp, origin: string, path = BULK) =>
  app.request(path, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,if-none-match',
    },
  })

it('opens evaluation to an allowed origin, with what the clients send and read', async () => {
  const app = production()
  const asked = await preflight(app, SHOP)
  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-origin')).toBe(SHOP)
  const allowed = asked.headers.get('access-control-allow-headers')
  for (const name of [
    'content-type',
    'authorization',
    'x-api-key',
    'if-none-match',
    'sluice-grant',
  ]) {
    expect(allowed).toContain(name)
  }
  expect(asked.headers.get('access-control-max-age')).toBe('7200')
  expect(asked.headers.get('vary')).toContain('Origin')
  expect(asked.headers.has('access-control-allow-credentials')).toBe(false)

  const key = app.addKey('client', 'shop')
  const answer = await app.post(BULK, ANN, { Origin: SHOP, Authorization: `Bearer ${key}` })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP)
  const exposed = answer.headers.get('access-control-expose-headers')
  for (const name of [
    'ETag',
    'Retry-After',
    'Sluice-Ruleset-Version',
    'Sluice-Epoch',
    'Sluice-Grant',
  ]) {
    expect(exposed).toContain(name)
  }
  expect(answer.headers.get('vary')).toContain('Origin')
})

it('lets a page send headers of its own, whose names are names', async () => {
  const asked = await production().request(BULK, {
    method: 'OPTIONS',
    headers: {
      Origin: SHOP,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'X-Tenant, a b, x:y, *, authorization',
    },
  })
  const allowed = asked.headers.get('access-control-allow-headers')?.split(', ') ?? []
  expect(allowed).toContain('x-tenant')
  expect(allowed.filter((name) => name === 'authorization')).toHaveLength(1)
  expect(allowed.filter((name) => !/^[a-z-]+$/.test(name))).toEqual([])
})

it.each([
  ['null'],
  ['https://evil-shop.example'],
  ['https://shop.example.evil.example'],
  ['http://shop.example'],
  ['https://shop.example:8443'],
  ['https://SHOP.example'],
  ['*'],
])('keeps pages of the origin %s out', async (origin) => {
  const app = production()
  const asked = await preflight(app, origin)
  expect(asked.headers.has('access-control-allow-origin')).toBe(false)
  const key = app.addKey('client', 'shop')
  const answer = await app.post(BULK, ANN, { Origin: origin, Authorization: `Bearer ${key}` })
  expect(answer.status).toBe(403)
  expect(answer.headers.has('access-control-allow-origin')).toBe(false)
})

it('keeps the pages of one environment out of another', async () => {
  const app = production()
  const key = app.addKey('client', 'other')
  const answer = await app.post(BULK, ANN, { Origin: SHOP, Authorization: `Bearer ${key}` })
  expect(answer.status).toBe(403)
  expect(answer.headers.has('access-control-allow-origin')).toBe(false)
})

it('lets an allowed page read that its key is not valid', async () => {
  const answer = await production().post(BULK, ANN, { Origin: SHOP, Authorization: 'Bearer x' })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP)
})

it('allows `null` where it is listed', async () => {
  const app = createTestApp({ mode: 'production' })
  app.publish('shop', EMPTY, { allowedOrigins: ['null'] })
  expect((await preflight(app, 'null')).headers.get('access-control-allow-origin')).toBe('null')
})

it('allows no foreign origin in production while none is listed', async () => {
  const app = createTestApp({ mode: 'production' })
  const key = app.addKey('client', 'development')
  const headers = { Authorization: `Bearer ${key}` }
  expect((await app.post(BULK, ANN, { ...headers, Origin: SHOP })).status).toBe(403)
  expect((await app.post(BULK, ANN, headers)).status).toBe(200)
  expect((await app.post(BULK, ANN, { ...headers, Origin: 'http://localhost' })).status).toBe(200)
})

it('allows every origin but `null` in development while none is listed', async () => {
  const app = createTestApp()
  expect((await app.post(BULK, ANN, { Origin: SHOP })).status).toBe(200)
  expect((await app.post(BULK, ANN, { Origin: 'null' })).status).toBe(403)
})

it('guards the event stream in the same way', async () => {
  const app = createTestApp({ mode: 'production' })
  app.publish('development', EMPTY, { allowedOrigins: [SHOP] })
  const key = app.addKey('client', 'development')
  const answer = await app.post(BULK, ANN, { Authorization: `Bearer ${key}` })
  const { eventStreams } = (await answer.json()) as { eventStreams: { url: string }[] }
  const url = eventStreams[0]?.url ?? ''
  const foreign = await app.request(url, { headers: { Origin: 'https://evil.example' } })
  expect(foreign.status).toBe(403)
  const own = await app.request(url, { headers: { Origin: SHOP } })
  expect(own.status).toBe(200)
  expect(own.headers.get('access-control-allow-origin')).toBe(SHOP)
  await own.body?.cancel()
})

it('opens explanations to allowed origins, where a token decides who may read them', async () => {
  const app = production()
  const asked = await preflight(app, SHOP, '/v1/explain')
  expect(asked.headers.get('access-control-allow-origin')).toBe(SHOP)
  const foreign = await preflight(app, 'https://evil.example', '/v1/explain')
  expect(foreign.headers.has('access-control-allow-origin')).toBe(false)
})

it('opens nothing else', async () => {
  const app = createTestApp()
  for (const path of [
    '/v1/environments/development/receipts?version=0',
    '/metrics',
    '/health/live',
  ]) {
    expect((await preflight(app, SHOP, path)).headers.has('access-control-allow-origin')).toBe(
      false,
    )
    const answer = await app.request(path, { headers: { Origin: SHOP } })
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  }
})
