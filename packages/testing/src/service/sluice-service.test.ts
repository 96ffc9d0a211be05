import { createSluiceClient, type SluiceClient, type SluiceClientOptions } from '@sluice/client'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { manifest } from '../../test/manifest.ts'
import { createSluiceService, sluiceHandlers } from '../msw.ts'
import '../vitest.ts'

const service = createSluiceService({
  ruleset: manifest,
  clientKey: 'sluice_client_shop',
  variants: { 'checkout-cta': 'urgent' },
})
const server = setupServer(...sluiceHandlers(service))
const url = 'https://gates.example'
const flagsUrl = `${url}/ofrep/v1/evaluate/flags`
const clients: SluiceClient[] = []

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
  service.reset()
})
afterAll(() => server.close())

function open(options: Partial<SluiceClientOptions> = {}): SluiceClient {
  const client = createSluiceClient({
    url,
    clientKey: 'sluice_client_shop',
    cache: 'memory',
    context: { targetingKey: 'ada', country: 'DE' },
    ...options,
  })
  clients.push(client)
  return client
}

const ask = (body: unknown, headers: Record<string, string> = {}, path = ''): Promise<Response> =>
  fetch(flagsUrl + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: 'Bearer sluice_client_shop', ...headers },
  })

it('evaluates for the person who asks, and serves what is named to everybody', async () => {
  const client = open()
  expect(await client.ready()).toMatchObject({ state: 'ready', epoch: 'in-memory' })
  expect(client.peek('new-checkout', true)).toMatchObject({ value: false, reason: 'DEFAULT' })
  expect(client.peek('checkout-cta', '').value).toBe('Only 2 left')
  expect(client.peek('gone', true).errorCode).toBe('FLAG_NOT_FOUND')
  await client.setContext({ targetingKey: 'bo', country: 'NO' })
  expect(client.peek('new-checkout', false)).toMatchObject({
    value: true,
    reason: 'TARGETING_MATCH',
    metadata: { ruleId: 'abroad' },
  })
  expect(service.contexts()).toMatchObject([{ targetingKey: 'ada' }, { targetingKey: 'bo' }])
})

it('answers 304 to who holds the answer, and 200 after a change', async () => {
  const first = await ask({ context: {} })
  const headers = { 'If-None-Match': first.headers.get('etag')! }
  expect((await ask({ context: {} }, headers)).status).toBe(304)
  expect((await ask({ context: { country: 'NO' } }, headers)).status).toBe(200)
  service.setFlags({ 'new-checkout': true })
  const changed = await ask({ context: {} }, headers)
  expect(changed.status).toBe(200)
  expect(changed.headers.get('sluice-ruleset-version')).not.toBe(
    first.headers.get('sluice-ruleset-version'),
  )
  expect(changed.headers.get('sluice-event-units')).toBe('company')
  expect(changed.headers.get('sluice-event-attributes')).toBe('country')
})

it('answers for one flag, and says what is wrong with a request', async () => {
  expect(await (await ask({ context: {} }, {}, '/new-checkout')).json()).toMatchObject({
    key: 'new-checkout',
    value: false,
  })
  const absent = await ask({ context: {} }, {}, '/absent')
  expect([absent.status, await absent.json()]).toMatchObject([404, { errorCode: 'FLAG_NOT_FOUND' }])
  expect((await ask({}, {})).status).toBe(400)
  expect((await ask({ context: {} }, { authorization: 'Bearer other' })).status).toBe(401)
})

it('takes a ruleset as it stands in a file, and refuses a bad one', () => {
  expect(() =>
    createSluiceService({ ruleset: { schemaVersion: 1, flags: { a: {} } } }),
  ).not.toThrow()
  expect(() => createSluiceService({ ruleset: { flags: { a: { type: 'text' } } } })).toThrow(
    'faults',
  )
  expect(() =>
    createSluiceService({ ruleset: manifest, variants: { 'new-checkout': 'x' } }),
  ).toThrow('has no variant "x"')
})

it('changes nothing when it is told of something that does not exist', async () => {
  expect(() => service.setVariants({ 'checkout-cta': 'x', 'new-checkout': 'on' })).toThrow('"x"')
  service.setFlags({})
  const { flags } = (await (await ask({ context: {} })).json()) as { flags: { key: string }[] }
  expect(flags).toMatchObject([
    { key: 'new-checkout', variant: 'off' },
    { key: 'checkout-cta', variant: 'urgent' },
  ])
})

it('says refetch on connecting and after each change, over a body that streams', async () => {
  const { body } = await fetch(`${url}/ofrep/v1/events?ticket=x`)
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toMatch(/^retry: \d+\n\nid: \d+\ndata: .*refetchEvaluation/)
  expect(service.streams()).toBe(1)
  service.setVariants({ 'new-checkout': 'on' })
  expect((await reader.read()).value).toContain('refetchEvaluation')
  await reader.cancel()
  await vi.waitFor(() => expect(service.streams()).toBe(0))
})

it('says nothing on connecting to who is up to date', async () => {
  const version = (await ask({ context: {} })).headers.get('sluice-ruleset-version')!
  const { body } = await fetch(`${url}/ofrep/v1/events?ticket=x`, {
    headers: { 'last-event-id': version },
  })
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toBe('retry: 100\n\n')
  service.dropStreams()
  expect((await reader.read()).done).toBe(true)
})

it('receives what a client records, each event once', async () => {
  const client = open()
  await client.ready()
  client.expose(client.peek('checkout-cta', ''))
  client.track('ordered', { value: 5 })
  await vi.waitFor(() => expect(service.events().length).toBeGreaterThanOrEqual(2))
  expect(service).toHaveExposedOnce('checkout-cta', 'urgent')
  expect(service).toHaveTracked('ordered', { value: 5 })
  expect(service.exposures()[0]).toMatchObject({
    units: { targetingKey: 'ada' },
    attributes: { country: 'DE' },
  })
  const again = JSON.stringify({ key: 'sluice_client_shop', sentAt: 1, events: service.events() })
  const count = service.events().length
  const sent = await fetch(`${url}/v1/events`, { method: 'POST', body: again })
  expect(await sent.json()).toEqual({ accepted: count, refused: [] })
  expect(service.events()).toHaveLength(count)
})

it('refuses events that the service refuses', async () => {
  const post = (body: string): Promise<Response> =>
    fetch(`${url}/v1/events`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer sluice_client_shop' },
    })
  const mixed = await post(JSON.stringify({ events: [{ type: 'exposure' }] }))
  expect(await mixed.json()).toMatchObject({ accepted: 0, refused: [{ index: 0 }] })
  expect((await post('no json')).status).toBe(400)
  expect((await fetch(`${url}/v1/events`, { method: 'POST', body: '{}' })).status).toBe(401)
})

describe('a fault', () => {
  it.each([
    ['network', 'NETWORK_FAILED'],
    ['malformed', 'MALFORMED_REPLY'],
    ['unauthorized', 'UNAUTHORIZED'],
    [{ status: 503, retryAfterS: 3600 }, 'HTTP_ERROR'],
  ] as const)('of the kind %j is one that a client meets', async (fault, code) => {
    service.fail(fault)
    const client = open()
    expect((await client.ready()).error?.code).toBe(code)
    expect(client.peek('checkout-cta', 'Buy now').value).toBe('Buy now')
  })

  it('keeps who asks waiting, for as long as it is told', async () => {
    const client = open({ readyTimeoutMs: 20 })
    const end = service.fail('silent', { times: 1 })
    void client.setContext({ targetingKey: 'bo' })
    expect((await client.ready()).error?.code).toBe('READY_TIMEOUT')
    end()
    service.fail({ delayMs: 30 })
    const started = performance.now()
    await ask({ context: {} })
    expect(performance.now() - started).toBeGreaterThanOrEqual(28)
  })

  it('holds where and as often as it is told, until it ends', async () => {
    service.fail({ status: 500 }, { on: 'flags', times: 2 })
    const statuses = []
    for (let turn = 0; turn < 3; turn++) statuses.push((await ask({ context: {} })).status)
    expect(statuses).toEqual([500, 500, 200])
    const end = service.fail('unauthorized', { on: ['events', 'stream'] })
    expect((await ask({ context: {} })).status).toBe(200)
    expect((await fetch(`${url}/ofrep/v1/events`)).status).toBe(401)
    end()
    expect((await fetch(`${url}/ofrep/v1/events`)).status).toBe(200)
    service.fail({ status: 500 })
    service.recover()
    expect((await ask({ context: {} })).status).toBe(200)
  })
})
