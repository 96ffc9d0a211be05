import { beforeEach, expect, it, vi } from 'vitest'
import { SluiceError } from '@sluice/core'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { HttpError } from './http-error.ts'
import { silentLogger, type Logger } from './logger.ts'
import { refuseUnrouted } from './not-found.ts'
import type { Problem } from './problem.ts'
import type { RegisteredRoute, RouteDefinition } from './route-definition.ts'
import { createRouter, type Router } from './router.ts'

const PRINCIPALS: Readonly<Record<string, Principal>> = {
  admin: { kind: 'token', id: '1', name: 'admin', role: 'admin' },
  viewer: { kind: 'token', id: '2', name: 'viewer', role: 'viewer' },
  page: { kind: 'client_key', id: '3', name: 'page', environment: 'shop' },
}

let router: Router
let routes: RegisteredRoute[]
let warn: ReturnType<typeof vi.fn<Logger['warn']>>
let error: ReturnType<typeof vi.fn<Logger['error']>>

beforeEach(() => {
  routes = []
  warn = vi.fn<Logger['warn']>()
  error = vi.fn<Logger['error']>()
  router = createRouter({
    authenticate: (credential) => PRINCIPALS[credential],
    isProtected: (environment) => (environment === 'shop' ? false : undefined),
    logger: { ...silentLogger, warn, error },
    routes,
  })
})

const echo = {
  method: 'post',
  path: '/v1/environments/{environment}/echo',
  permission: 'ruleset:edit',
  scope: 'environment',
  tag: 'Test',
  summary: 'Echo',
  query: z.strictObject({ limit: z.coerce.number().int().optional() }),
  body: { schema: z.strictObject({ name: z.string() }), limitBytes: 100 },
  answers: {},
} satisfies RouteDefinition

function send(path: string, init: RequestInit & { as?: string } = {}): Promise<Response> {
  const { as = 'admin', ...rest } = init
  return Promise.resolve(
    router.app.request(path, {
      method: 'POST',
      body: '{"name":"x"}',
      ...rest,
      headers: {
        Authorization: `Bearer ${as}`,
        'Content-Type': 'application/json',
        ...(rest.headers as object),
      },
    }),
  )
}

async function problem(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  return (await answer.json()) as Problem
}

const url = '/v1/environments/shop/echo'
const registerEcho = (): void => router.route(echo, ({ body }) => Response.json(body))

it('does not register a route without a permission', () => {
  const { permission: _permission, ...nameless } = echo
  expect(() => router.route(nameless as unknown as typeof echo, () => new Response())).toThrow(
    /names no permission/,
  )
  expect(routes).toEqual([])
})

it('does not register a route whose scope does not fit its path', () => {
  expect(() => router.route({ ...echo, scope: 'service' }, () => new Response())).toThrow(/scope/)
})

it('hands a checked body to the handler', async () => {
  registerEcho()
  const answer = await send(url)
  expect(await answer.json()).toEqual({ name: 'x' })
})

it('asks for a credential', async () => {
  registerEcho()
  const answer = await send(url, { as: 'nobody' })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
  expect((await problem(answer)).code).toBe('UNAUTHENTICATED')
})

it('takes a credential from X-API-Key', async () => {
  registerEcho()
  const answer = await router.app.request(url, {
    method: 'POST',
    body: '{"name":"x"}',
    headers: { 'X-API-Key': 'admin', 'Content-Type': 'application/json' },
  })
  expect(answer.status).toBe(200)
})

it('logs each denial with route, principal and permission, without the credential', async () => {
  registerEcho()
  expect((await send(url, { as: 'viewer' })).status).toBe(403)
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      route: echo.path,
      environment: 'shop',
      permission: 'ruleset:edit',
      principal: { kind: 'token', id: '2' },
    }),
    'request denied',
  )
})

it('decides on the permission before it says whether an environment exists', async () => {
  registerEcho()
  expect((await send('/v1/environments/none/echo', { as: 'viewer' })).status).toBe(403)
  expect((await send('/v1/environments/none/echo')).status).toBe(404)
})

it('tells a key the same words whatever it asks for', async () => {
  registerEcho()
  router.route(
    { ...echo, path: '/v1/environments/{environment}/other', permission: 'keys:manage' },
    () => new Response(),
  )
  const first = await send(url, { as: 'page' })
  const second = await send('/v1/environments/none/other', { as: 'page' })
  expect(first.status).toBe(403)
  expect(await first.text()).toBe(await second.text())
})

it.each([
  'application/json;',
  'application/json\t;charset=utf-16',
  'application/json; charset=utf-8; charset=utf-7',
  'application/problem+json',
  'text/plain',
  'text/json',
  'application/jsonx',
  '',
])('refuses the content type %j', async (type) => {
  registerEcho()
  expect((await send(url, { headers: { 'Content-Type': type } })).status).toBe(415)
})

it.each([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json ;charset="UTF-8"',
])('takes the content type %j', async (type) => {
  registerEcho()
  expect((await send(url, { headers: { 'Content-Type': type } })).status).toBe(200)
})

it('refuses a compressed body instead of guessing', async () => {
  registerEcho()
  expect((await send(url, { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(415)
})

it('refuses a body over its limit and names the limit', async () => {
  registerEcho()
  const answer = await send(url, { body: JSON.stringify({ name: 'x'.repeat(100) }) })
  expect(answer.status).toBe(413)
  expect(await problem(answer)).toMatchObject({ code: 'BODY_TOO_LARGE', limitBytes: 100 })
})

it('stops reading a body that never says how long it is', async () => {
  registerEcho()
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(64))
    },
  })
  const answer = await send(url, { body: endless, duplex: 'half' })
  expect(answer.status).toBe(413)
  expect(pulled).toBeLessThan(10)
})

it('refuses a request whose credential was revoked while the body came', async () => {
  let isRevoked = false
  routes = []
  router = createRouter({
    authenticate: (credential) => (isRevoked ? undefined : PRINCIPALS[credential]),
    isProtected: () => false,
    logger: silentLogger,
    routes,
  })
  registerEcho()
  const slow = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        isRevoked = true
        controller.enqueue(new TextEncoder().encode('{"name":"x"}'))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  expect((await send(url, { body: slow, duplex: 'half' })).status).toBe(401)
})

it('names every fault of a body', async () => {
  registerEcho()
  const answer = await send(url, { body: '{"name":1,"role":"admin"}' })
  expect(answer.status).toBe(422)
  const { faults } = await problem(answer)
  expect(faults?.map((fault) => fault.path)).toEqual(['$.name', '$.role'])
})

it('refuses parameters that it does not know, and parameters given twice', async () => {
  registerEcho()
  expect((await send(`${url}?limit=1`)).status).toBe(200)
  expect((await send(`${url}?limmit=1`)).status).toBe(422)
  expect((await send(`${url}?limit=1&limit=2`)).status).toBe(422)
})

it('does not listen to a method in a header', async () => {
  registerEcho()
  const answer = await router.app.request(url, {
    headers: {
      Authorization: 'Bearer admin',
      'X-HTTP-Method-Override': 'POST',
      'X-HTTP-Method': 'POST',
    },
  })
  expect(answer.status).toBe(404)
})

it('says nothing about an unexpected error but the id that its log line has', async () => {
  router.route(echo, () => {
    throw new Error('select secret from credentials')
  })
  const answer = await send(url)
  expect(answer.status).toBe(500)
  const body = await problem(answer)
  expect(JSON.stringify(body)).not.toMatch(/secret|at /)
  expect(body.requestId).toBe(answer.headers.get('x-request-id'))
  expect(error).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ requestId: body.requestId }),
    'request failed',
  )
})

it('answers an error of ours with its code, status, headers and members', async () => {
  router.route(echo, () => {
    throw new HttpError('STALE', 'Read again.', {
      status: 412,
      headers: { ETag: '"3"' },
      members: { currentVersion: 3 },
    })
  })
  const answer = await send(url)
  expect(answer.status).toBe(412)
  expect(answer.headers.get('etag')).toBe('"3"')
  expect(await problem(answer)).toMatchObject({
    code: 'STALE',
    detail: 'Read again.',
    currentVersion: 3,
  })
})

it('answers a fault without a status as a refusal of what was sent', async () => {
  router.route(echo, () => {
    throw new SluiceError('INVALID_PATTERN', 'No.')
  })
  expect((await send(url)).status).toBe(422)
})

it('lets a handler ask for more', async () => {
  router.route({ ...echo, permission: 'rules:read' }, ({ demand }) => {
    demand('keys:manage')
    return new Response()
  })
  expect((await send(url, { as: 'viewer' })).status).toBe(403)
  expect((await send(url)).status).toBe(200)
})

it('tells a wrong method from a wrong address', () => {
  registerEcho()
  const refuse = refuseUnrouted(routes)
  expect(refuse('/v1/environments/shop/echo')).toMatchObject({
    status: 405,
    headers: { Allow: 'POST' },
  })
  expect(refuse('/v1/environments/shop/echo/')).toMatchObject({ status: 404 })
  expect(refuse('/v1/environments/a/b/echo')).toMatchObject({ status: 404 })
})
