import { afterEach, beforeEach, expect, it } from 'vitest'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
beforeEach(async () => {
  service = await startTestService({ settings: { protected: true } })
  const headers = { 'If-Match': '"0"', 'Sluice-Reason': 'first' }
  await service.send('PUT', '/v1/environments/shop/ruleset', {
    body: { schemaVersion: 1, flags: { a: {} } },
    headers,
  })
})
afterEach(async () => service.close())

const version = () => service.store.live.get('shop')?.ruleset.version

it.each([
  [
    'replacing the ruleset',
    'PUT',
    '/ruleset',
    { schemaVersion: 1, flags: {} },
    { 'If-Match': '"1"' },
  ],
  ['changing a flag', 'PATCH', '/flags/a', { title: 'A' }, {}],
  ['creating a flag', 'PATCH', '/flags/b', {}, { 'If-None-Match': '*' }],
  ['turning a flag off', 'PATCH', '/flags/a', { enabled: false }, {}],
  ['rolling back', 'POST', '/rollback', { toVersion: 0 }, {}],
  ['changing its settings', 'PATCH', '', { settings: { protected: false } }, {}],
])('requires a reason for %s', async (_what, method, path, body, headers) => {
  for (const reason of [undefined, '', '%20%09 ']) {
    const sent = { ...headers, ...(reason === undefined ? {} : { 'Sluice-Reason': reason }) }
    const answer = await service.send(method, `/v1/environments/shop${path}`, {
      body,
      headers: sent,
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ code: 'REASON_REQUIRED' })
  }
  expect(version()).toBe(1)
  expect(service.store.live.get('shop')?.settings.protected).toBe(true)
})

it('takes a change with its reason and keeps the reason', async () => {
  const headers = { 'Sluice-Reason': encodeURIComponent('checkout is broken') }
  const answer = await service.send('PATCH', '/v1/environments/shop/flags/a', {
    as: 'approver',
    body: { enabled: false },
    headers,
  })
  expect(answer.status).toBe(200)
  const versions = await service.send('GET', '/v1/environments/shop/versions?limit=1')
  expect(await versions.json()).toMatchObject({
    items: [{ version: 2, reason: 'checkout is broken', actor: { role: 'approver' } }],
  })
})

it('takes the reason of a rollback from its body', async () => {
  const body = { toVersion: 0, reason: ' never mind ' }
  expect((await service.send('POST', '/v1/environments/shop/rollback', { body })).status).toBe(200)
})

it('takes the reason of a rollback from the header as well, and prefers the body', async () => {
  const headers = { 'Sluice-Reason': encodeURIComponent('back to école') }
  for (const [body, reason] of [
    [{ toVersion: 0 }, 'back to école'],
    [{ toVersion: 0, reason: ' ' }, 'back to école'],
    [{ toVersion: 1, reason: 'no, forth' }, 'no, forth'],
  ] as const) {
    const answer = await service.send('POST', '/v1/environments/shop/rollback', { body, headers })
    expect(answer.status).toBe(200)
    const versions = await service.send('GET', '/v1/environments/shop/versions?limit=1')
    expect(await versions.json()).toMatchObject({ items: [{ reason }] })
  }
})

it('requires a reason for making and revoking a key, and none where it is not protected', async () => {
  const keys = '/v1/environments/shop/keys'
  const body = { kind: 'server', name: 'backend' }
  const headers = { 'Sluice-Reason': 'one more server' }
  const refused = await service.send('POST', keys, { body })
  expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'REASON_REQUIRED' }])
  const made = await service.send('POST', keys, { body, headers })
  expect(made.status).toBe(201)
  const { id, secret } = (await made.json()) as { id: string; secret: string }
  const kept = await service.send('DELETE', `${keys}/${id}`)
  expect([kept.status, await kept.json()]).toMatchObject([422, { code: 'REASON_REQUIRED' }])
  expect(service.store.credentials.authenticate(secret)).toBeDefined()
  expect((await service.send('DELETE', `${keys}/${id}`, { headers })).status).toBe(204)
  const other = '/v1/environments/other/keys'
  expect((await service.send('POST', other, { body })).status).toBe(201)
})

it('needs no reason for looking at what a change would do', async () => {
  const answer = await service.send('PUT', '/v1/environments/shop/ruleset?dryRun=true', {
    as: 'releaser',
    body: { schemaVersion: 1, flags: {} },
  })
  expect(answer.status).toBe(200)
})
