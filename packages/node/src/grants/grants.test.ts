import { GRANT_HEADER } from '@sluice/core/grants'
import { startService, type Service } from '@sluice/server'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createGrantReader, readGrant } from '../grants.ts'
import { createSluiceNode, type SluiceNode } from '../index.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const FLAG = { type: 'string', variants: { a: 'A', b: 'B' }, defaultVariant: 'a' }
const ADA = { targetingKey: 'ada', anonymousKey: 'a1' }
const serverKey = 'sluice_server_demo'

let folder: string
let service: Service
let node: SluiceNode

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-grants-'))
  const flags = { cta: FLAG, other: FLAG, inside: { ...FLAG, serverOnly: true } }
  service = await startService({
    dataDir: folder,
    mode: 'development',
    port: 0,
    logger: silent,
    limits: { blockedMs: 60_000 },
    seed: { environment: 'development', document: { schemaVersion: 1, flags } },
  })
  node = createSluiceNode({ url: service.url, serverKey })
  await node.ready()
})
afterAll(async () => {
  node.close()
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

async function admin(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(service.url + path, {
    method,
    headers: { authorization: 'Bearer sluice_admin_demo', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function issue(overrides: Record<string, string>, bound: object = {}) {
  const body = { environment: 'development', overrides, ...bound }
  return (await (await admin('POST', '/v1/grants', body)).json()) as { id: string; token: string }
}

it('draws a page as its grant wants it, and tells the page the same', async () => {
  const grants = createGrantReader({ url: service.url, serverKey })
  const { token, id } = await issue({ cta: 'b', inside: 'b' })
  const granted = await grants.apply(node, token, ADA)
  expect(granted.grant).toMatchObject({ state: 'active', id, forced: { cta: 'b', inside: 'b' } })
  expect(granted.evaluate('cta', '', ADA)).toMatchObject({
    value: 'B',
    reason: 'OVERRIDE',
    metadata: { override: true },
  })
  expect(granted.evaluate('inside', '', ADA).value).toBe('B')
  expect(granted.evaluate('other', '', ADA)).toMatchObject({ value: 'A', reason: 'DEFAULT' })
  const { flags, ...values } = granted.evaluateAll(ADA)
  expect(flags).toMatchObject([
    { key: 'cta', value: 'B', metadata: { override: true } },
    { key: 'other', value: 'A' },
  ])
  const { flags: _, ...own } = node.evaluateAll(ADA)
  expect(values).toEqual(own)
  expect(node.evaluate('cta', '', ADA).value).toBe('A')
})

it('shows a grant that is bound to pages on those alone', async () => {
  const asked = vi.fn<typeof fetch>((input, init) => fetch(input, init))
  const grants = createGrantReader({ url: service.url, serverKey, fetch: asked })
  const { token } = await issue({ cta: 'b' }, { origins: ['https://shop.example'] })
  const draw = async (page?: string) => {
    const granted = await grants.apply(node, token, ADA, page)
    return [granted.evaluate('cta', '', ADA).value, granted.grant] as const
  }
  const detail = 'This grant is for pages of https://shop.example'
  for (const page of [undefined, '', '/basket', 'shop.example'])
    expect(await draw(page)).toMatchObject([
      'A',
      {
        code: 'GRANT_ELSEWHERE',
        detail: `${detail}, and nobody has said which page is drawn: give apply its whole address.`,
      },
    ])
  for (const page of [
    'https://staging.example/',
    'http://shop.example/',
    'https://shop.example:8443/',
  ])
    expect(await draw(page)).toMatchObject(['A', { code: 'GRANT_ELSEWHERE', detail: `${detail}.` }])
  expect(asked).not.toHaveBeenCalled()
  for (const page of ['https://shop.example', 'https://shop.example/basket?a=b'])
    expect(await draw(page)).toMatchObject(['B', { state: 'active' }])
  expect(asked).toHaveBeenCalledTimes(1)
})

it('keeps what a server drew out of the counts', async () => {
  const grants = createGrantReader({ url: service.url, serverKey })
  await grants.apply(node, (await issue({ other: 'b' })).token, { targetingKey: 'grace' })
  const event = {
    type: 'exposure',
    units: { targetingKey: 'grace' },
    session: 's',
    sequence: 1,
    at: Date.now(),
    flag: 'other',
    variant: 'b',
    reason: 'SPLIT',
    phase: 'server',
    weight: 1,
    contextHash: 'c',
  }
  const { uuidV7 } = await import('@sluice/core/events')
  const send = async (units: object) =>
    fetch(`${service.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${serverKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        sentAt: Date.now(),
        events: [{ ...event, id: uuidV7(Date.now(), Math.random), units }],
      }),
    })
  expect((await send({ targetingKey: 'grace' })).status).toBe(200)
  expect((await send({ targetingKey: 'eve' })).status).toBe(200)
  const counts = await admin('GET', '/v1/environments/development/exposures?flag=other')
  expect(((await counts.json()) as { items: unknown[] }).items).toMatchObject([{ exposures: 1 }])
})

it('asks once for a while, and follows a grant that is revoked', async () => {
  let now = 0
  const asked = vi.fn<typeof fetch>((input, init) => fetch(input, init))
  const grants = createGrantReader({
    url: service.url,
    serverKey,
    fetch: asked,
    environment: { now: () => now },
  })
  const { token, id } = await issue({ cta: 'b' })
  for (let request = 0; request < 5; request++)
    expect((await grants.apply(node, token, ADA)).evaluate('cta', '', ADA).value).toBe('B')
  expect(asked).toHaveBeenCalledTimes(1)
  expect(new Headers(asked.mock.calls[0]?.[1]?.headers).get(GRANT_HEADER)).toBe(token)
  await admin('DELETE', `/v1/grants/${id}`)
  now += 10_000
  const after = await grants.apply(node, token, ADA)
  expect(after.grant).toMatchObject({ state: 'refused', code: 'GRANT_REVOKED' })
  expect(after.evaluate('cta', '', ADA).value).toBe('A')
  expect(after.evaluateAll(ADA)).toEqual(node.evaluateAll(ADA))
})

it('asks nobody where there is no grant', async () => {
  const asked = vi.fn<typeof fetch>()
  const grants = createGrantReader({ url: service.url, serverKey, fetch: asked })
  expect((await grants.apply(node, undefined, ADA)).grant).toBeUndefined()
  for (const token of ['x', 's1.e30.', `s1.${'A'.repeat(9_000)}.${'A'.repeat(86)}`])
    expect((await grants.apply(node, token, ADA)).grant).toMatchObject({ code: 'GRANT_INVALID' })
  expect(asked).not.toHaveBeenCalled()
})

it.each([
  ['is away', () => Promise.reject(new TypeError('fetch failed'))],
  ['fails', () => Promise.resolve(new Response('', { status: 500 }))],
  ['knows no grants', () => Promise.resolve(Response.json({ flags: [] }))],
  [
    'takes too long',
    (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      ),
  ],
] satisfies [string, typeof fetch][])(
  'draws on without it when the service %s',
  async (_, send) => {
    const { token } = await issue({ cta: 'b' })
    const grants = createGrantReader({ url: service.url, serverKey, fetch: send, timeoutMs: 20 })
    const granted = await grants.apply(node, token, ADA)
    expect(granted.grant).toMatchObject({ state: 'refused', code: 'GRANTS_UNAVAILABLE' })
    expect(granted.evaluate('cta', '', ADA).value).toBe('A')
  },
)

it('tells a page of a protected environment that nothing else forces its flags', async () => {
  const reason = { 'sluice-reason': 'test' }
  const protect = async (isProtected: boolean) => {
    const answer = await fetch(`${service.url}/v1/environments/development`, {
      method: 'PATCH',
      headers: {
        authorization: 'Bearer sluice_admin_demo',
        'content-type': 'application/json',
        ...reason,
      },
      body: JSON.stringify({ settings: { protected: isProtected } }),
    })
    expect(answer.status).toBe(200)
    await node.refresh()
    const asked = await fetch(`${service.url}/ofrep/v1/evaluate/flags`, {
      method: 'POST',
      headers: { authorization: 'Bearer sluice_client_demo' },
      body: JSON.stringify({ context: ADA }),
    })
    const { flags } = (await asked.json()) as { flags: unknown }
    expect(JSON.parse(JSON.stringify(node.evaluateAll(ADA).flags))).toEqual(flags)
    return node.evaluateAll(ADA).flags.map(({ metadata }) => metadata?.overridable)
  }
  expect(await protect(true)).toEqual([false, false])
  expect(await protect(false)).toEqual([undefined, undefined])
})

it('finds the cookie of a grant, and nothing else', () => {
  expect(readGrant('a=b; sluice-grant=s1.x.y; c=d')).toBe('s1.x.y')
  for (const cookies of [null, undefined, '', 'sluice-grant=', 'not-sluice-grant=x'])
    expect(readGrant(cookies)).toBeUndefined()
})
