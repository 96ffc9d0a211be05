import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Logger } from '../http/logger.ts'
import type { KeyAnswer, NewKeyAnswer, NewTokenAnswer } from './answer-types.ts'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
let log: string
beforeEach(async () => {
  log = ''
  const keep = (fields: object, message: string): void =>
    void (log += `${JSON.stringify(fields)} ${message}\n`)
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep }
  service = await startTestService({ logger })
})
afterEach(async () => service.close())

const KEYS = '/v1/environments/shop/keys'

async function createKey(): Promise<NewKeyAnswer & { secret: string }> {
  const answer = await service.send('POST', KEYS, { body: { kind: 'server', name: 'backend' } })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return (await answer.json()) as NewKeyAnswer & { secret: string }
}

async function createToken(role: string): Promise<NewTokenAnswer & { secret: string }> {
  const answer = await service.send('POST', '/v1/tokens', { body: { role, name: 'somebody' } })
  expect(answer.status).toBe(201)
  return (await answer.json()) as NewTokenAnswer & { secret: string }
}

async function asText(credential: string, path: string): Promise<number> {
  return (await service.app.request(path, { headers: { Authorization: `Bearer ${credential}` } }))
    .status
}

/** Every file of the data folder as one text, whatever it is. */
function atRest(folder: string = service.dataDir): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .map((path) => (statSync(path).isDirectory() ? atRest(path) : readFileSync(path, 'latin1')))
    .join('')
}

it('shows a secret once, and afterwards its prefix and last four characters', async () => {
  const { secret, id, prefix, last4 } = await createKey()
  expect(secret.startsWith(`${prefix}_`)).toBe(true)
  expect(secret.endsWith(last4)).toBe(true)
  const list = await service.send('GET', KEYS)
  const text = await list.text()
  expect(text).not.toContain(secret)
  expect(JSON.parse(text)).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ id, prefix, last4, revokedAt: null }),
    ]),
  })
})

it('keeps no secret at rest and logs none', async () => {
  const { secret } = await createKey()
  const token = await createToken('viewer')
  await asText(secret, '/v1/tokens')
  await asText(`${secret}x`, '/v1/ruleset')
  const [stored, random] = [atRest(), secret.slice(-43)]
  expect(stored).toContain('ruleset_versions')
  for (const text of [secret, random, token.secret, token.secret.slice(-43)]) {
    expect(stored).not.toContain(text)
    expect(log).not.toContain(text)
  }
})

it('lets only the owner read the files that matter', () => {
  const names = ['sluice.db', 'audit-key.pem', 'audit-head.json', 'snapshots/credentials.json']
  const readable = names.filter(
    (name) => (statSync(join(service.dataDir, name)).mode & 0o077) !== 0,
  )
  expect(readable).toEqual([])
})

it('ends a key at once and for good', async () => {
  const { secret, id } = await createKey()
  expect(await asText(secret, '/v1/ruleset')).toBe(200)
  expect((await service.send('DELETE', `${KEYS}/${id}`)).status).toBe(204)
  expect(await asText(secret, '/v1/ruleset')).toBe(401)
  expect((await service.send('DELETE', `${KEYS}/${id}`)).status).toBe(404)
  const { items } = (await (await service.send('GET', KEYS)).json()) as { items: KeyAnswer[] }
  expect(items.find((item) => item.id === id)?.revokedAt).toMatch(/^\d{4}-/)
})

it('does not end a key of another environment', async () => {
  const { id } = await createKey()
  expect((await service.send('DELETE', `/v1/environments/other/keys/${id}`)).status).toBe(404)
  expect((await service.send('DELETE', `/v1/tokens/${id}`)).status).toBe(404)
})

it('ends a token at once', async () => {
  const { secret, id } = await createToken('viewer')
  expect(await asText(secret, '/v1/environments')).toBe(200)
  expect((await service.send('DELETE', `/v1/tokens/${id}`)).status).toBe(204)
  expect(await asText(secret, '/v1/environments')).toBe(401)
})

it('does not end the last admin token', async () => {
  const { items } = (await (await service.send('GET', '/v1/tokens')).json()) as {
    items: { id: string; role: string }[]
  }
  const admin = items.find((item) => item.role === 'admin')?.id ?? ''
  const refused = await service.send('DELETE', `/v1/tokens/${admin}`)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ code: 'LAST_ADMIN' })
  await createToken('admin')
  expect((await service.send('DELETE', `/v1/tokens/${admin}`)).status).toBe(204)
})

it.each([
  ['/v1/tokens', { role: 'owner', name: 'x' }],
  ['/v1/tokens', { role: 'viewer', name: 'x', id: 'mine' }],
  ['/v1/tokens', { role: 'viewer', name: 'x', environment: 'shop' }],
  ['/v1/tokens', { role: ['admin'], name: 'x' }],
  ['/v1/tokens', { role: 'viewer' }],
  ['/v1/tokens', { role: 'viewer', name: '  ' }],
  ['/v1/tokens', { role: 'viewer', name: 'x'.repeat(101) }],
  [KEYS, { kind: 'admin', name: 'x' }],
  [KEYS, { kind: 'client', name: 'x', role: 'admin' }],
  [KEYS, { kind: 'client', name: 'x', environment: 'other' }],
  [KEYS, { kind: 'client', name: 'x', digest: '00' }],
])('refuses POST %s with %j', async (path, body) => {
  expect((await service.send('POST', path, { body })).status).toBe(422)
})

it('tells who made and ended what in the audit log, without the secret', async () => {
  const { secret, id } = await createKey()
  await service.send('DELETE', `${KEYS}/${id}`, { headers: { 'Sluice-Reason': 'leaked' } })
  const text = await (await service.send('GET', '/v1/environments/shop/audit?limit=2')).text()
  expect(text).not.toContain(secret)
  expect(JSON.parse(text)).toMatchObject({
    items: [
      { action: 'key.revoke', subject: id, reason: 'leaked', after: null },
      {
        action: 'key.create',
        subject: id,
        before: null,
        after: { kind: 'server', name: 'backend' },
      },
    ],
  })
})
