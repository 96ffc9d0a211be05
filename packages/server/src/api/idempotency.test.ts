import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, temporaryFolder, type TestService } from './test-service.ts'

let service: TestService
let dataDir: string
let later: number
beforeEach(async () => {
  dataDir = temporaryFolder()
  later = 0
  service = await startTestService({ dataDir, now: () => Date.now() + later })
})
afterEach(async () => {
  await service.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const KEYS = '/v1/environments/shop/keys'
const order = { kind: 'client', name: 'page' }

async function post(
  key: string,
  body: unknown = order,
  path = KEYS,
  as: 'admin' | 'releaser' = 'admin',
): Promise<Response> {
  return service.send('POST', path, { as, body, headers: { 'Idempotency-Key': key } })
}

async function countKeys(): Promise<number> {
  return (
    await service.store.read(async (db) =>
      db.selectFrom('credentials').select('id').where('environment', '=', 'shop').execute(),
    )
  ).length
}

it('has one effect and one answer for a repeated request', async () => {
  const before = await countKeys()
  const first = await post('k1')
  const second = await post('k1')
  expect([first.status, second.status]).toEqual([201, 201])
  expect(await second.text()).toBe(await first.text())
  expect(await countKeys()).toBe(before + 1)
})

it('has one effect for fifty requests at once', async () => {
  const before = await countKeys()
  const answers = await Promise.all(Array.from({ length: 50 }, async () => post('k1')))
  const texts = await Promise.all(answers.map(async (answer) => answer.text()))
  expect(new Set(texts).size).toBe(1)
  expect(await countKeys()).toBe(before + 1)
})

it('has an effect for each key, and for each request without one', async () => {
  const before = await countKeys()
  await post('k1')
  await post('k2')
  await service.send('POST', KEYS, { body: order })
  await service.send('POST', KEYS, { body: order })
  expect(await countKeys()).toBe(before + 4)
})

it('refuses a key that came with another body or address', async () => {
  await post('k1')
  for (const answer of [
    await post('k1', { ...order, name: 'other' }),
    await post('k1', order, '/v1/environments/other/keys'),
  ]) {
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  }
})

it('knows the keys of different callers apart', async () => {
  const body = { toVersion: 0 }
  const path = '/v1/environments/shop/rollback'
  expect((await post('k1', body, path)).status).toBe(200)
  expect((await post('k1', { toVersion: 0, reason: 'x' }, path, 'releaser')).status).toBe(200)
})

it('lets a refused request be sent again', async () => {
  const body = { key: 'taken' }
  await service.send('POST', '/v1/environments', { body })
  expect((await post('k1', body, '/v1/environments')).status).toBe(409)
  expect((await post('k1', { key: 'free' }, '/v1/environments')).status).toBe(201)
})

it('answers the same after a restart, without the secret that is stored nowhere', async () => {
  const { secret, ...first } = (await (await post('k1')).json()) as { secret: string }
  const rolledBack = await (
    await post('k2', { toVersion: 0 }, '/v1/environments/shop/rollback')
  ).text()
  const { admin } = service.credentials
  await service.close()
  service = await startTestService({ dataDir })
  const again = async (key: string, path: string, body: unknown): Promise<Response> =>
    service.send('POST', path, {
      body,
      headers: { Authorization: `Bearer ${admin}`, 'Idempotency-Key': key },
    })
  const before = await countKeys()
  expect(await (await again('k1', KEYS, order)).json()).toEqual(first)
  expect(await (await again('k2', '/v1/environments/shop/rollback', { toVersion: 0 })).text()).toBe(
    rolledBack,
  )
  expect(await countKeys()).toBe(before)
  expect(secret).toMatch(/^sluice_client_/)
})

it('forgets a request after a day, with its secret', async () => {
  const day = 24 * 60 * 60 * 1000
  const before = await countKeys()
  const first = await (await post('k1')).text()
  later = day - 60_000
  expect(await (await post('k1')).text()).toBe(first)
  later = day + 60_000
  expect(await (await post('k1')).text()).not.toBe(first)
  expect(await countKeys()).toBe(before + 2)
})

it.each(['', 'a b', 'x'.repeat(256)])('refuses the key %.10j', async (key) => {
  expect((await post(key)).status).toBe(422)
})
