import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EnvironmentAnswer } from './answer-types.ts'
import { startTestService, type TestService } from './test-service.ts'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(async () => service.close())

const create = async (body: unknown): Promise<Response> =>
  service.send('POST', '/v1/environments', { body })
const change = async (settings: unknown): Promise<Response> =>
  service.send('PATCH', '/v1/environments/shop', { body: { settings } })
const addFlag = async (key: string, body: object): Promise<Response> =>
  service.send('PATCH', `/v1/environments/shop/flags/${key}`, {
    body,
    headers: { 'If-None-Match': '*' },
  })

it('creates an environment that is served at once', async () => {
  const answer = await create({
    key: 'staging',
    settings: { protected: true, allowedOrigins: ['https://shop.example'] },
  })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('location')).toBe('/v1/environments/staging')
  expect(await answer.json()).toMatchObject({
    key: 'staging',
    version: 0,
    settings: { protected: true, allowedOrigins: ['https://shop.example'], requireOwner: false },
  })
  expect(service.store.live.get('staging')?.settings.protected).toBe(true)
})

it('refuses a key that is taken', async () => {
  expect((await create({ key: 'shop' })).status).toBe(409)
})

it.each(['', 'A', '../x', 'a/b', '.hidden', 'a b', 'x'.repeat(64), '__proto__', 'é'])(
  'refuses the key %j',
  async (key) => {
    expect((await create({ key })).status).toBe(422)
  },
)

it('lists environments by key, in pages', async () => {
  await create({ key: 'a' })
  const first = (await (await service.send('GET', '/v1/environments?limit=2')).json()) as {
    items: EnvironmentAnswer[]
    next?: string
  }
  expect([first.items.map(({ key }) => key), first.next]).toEqual([['a', 'other'], 'other'])
  const second = await service.send('GET', `/v1/environments?limit=2&after=${first.next ?? ''}`)
  expect(await second.json()).toMatchObject({ items: [{ key: 'shop' }] })
})

it('changes the settings that are given and no others', async () => {
  await change({ namingPattern: '^web-', requireOwner: true, eventRetentionDays: 400 })
  await change({ requireOwner: false })
  expect(service.store.live.get('shop')?.settings).toEqual({
    protected: false,
    allowedOrigins: [],
    requireOwner: false,
    namingPattern: '^web-',
    eventRetentionDays: 400,
  })
  await change({ namingPattern: null, eventRetentionDays: null })
  expect(service.store.live.get('shop')?.settings).not.toHaveProperty('namingPattern')
  expect(service.store.live.get('shop')?.settings).not.toHaveProperty('eventRetentionDays')
})

it.each([
  ['extra settings', { role: 'admin' }],
  ['events kept for no day', { eventRetentionDays: 0 }],
  ['a pattern with look-around', { namingPattern: '(?=x)' }],
  ['a pattern that does not end', { namingPattern: '(' }],
  ['any origin', { allowedOrigins: ['*'] }],
  ['the origin null', { allowedOrigins: ['null'] }],
  ['an origin with a path', { allowedOrigins: ['https://shop.example/'] }],
  ['a pattern of origins', { allowedOrigins: ['https://*.example'] }],
  ['an origin of another scheme', { allowedOrigins: ['ftp://shop.example'] }],
  ['a text for a truth', { protected: 'true' }],
])('refuses %s', async (_what, settings) => {
  expect((await change(settings)).status).toBe(422)
})

it('refuses members beside the settings', async () => {
  for (const body of [{ settings: {}, version: 9 }, { key: 'x', settings: {} }, {}]) {
    expect((await service.send('PATCH', '/v1/environments/shop', { body })).status).toBe(422)
  }
})

describe('rules for new flags', () => {
  it('holds their keys against the naming pattern', async () => {
    await change({ namingPattern: '^web-' })
    const refused = await addFlag('checkout', {})
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      code: 'FLAG_POLICY',
      faults: [{ at: ['flags', 'checkout'] }],
    })
    expect((await addFlag('web-checkout', {})).status).toBe(200)
  })

  it('asks for an owner', async () => {
    await change({ requireOwner: true })
    expect((await addFlag('a', { owner: '  ' })).status).toBe(422)
    expect((await addFlag('a', { owner: 'team' })).status).toBe(200)
  })

  it('asks releases and experiments for the day of their removal', async () => {
    await change({ requireSunsetOn: true })
    expect((await addFlag('a', {})).status).toBe(422)
    expect((await addFlag('a', { sunsetOn: '2999-01-01' })).status).toBe(200)
    expect((await addFlag('b', { kind: 'kill_switch' })).status).toBe(200)
  })

  it('refuses a day of removal that is past', async () => {
    expect((await addFlag('a', { sunsetOn: '2020-01-01' })).status).toBe(422)
  })

  it('leaves flags alone that are there already', async () => {
    await addFlag('old', {})
    await change({ namingPattern: '^web-', requireOwner: true, requireSunsetOn: true })
    const answer = await service.send('PATCH', '/v1/environments/shop/flags/old', {
      body: { title: 'x' },
    })
    expect(answer.status).toBe(200)
  })
})
