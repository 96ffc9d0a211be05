import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RegisteredRoute } from '../http/route-definition.ts'
import { startTestService, type TestService } from '../api/test-service.ts'
import { undocumentedAnswers } from './undocumented.ts'

interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly security: readonly object[]
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: object }>
  >
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema: { readonly type: unknown }
  }[]
}

interface Document {
  readonly openapi: string
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly securitySchemes: object
  }
}

let service: TestService
let status: number
let document: Document
let operations: { readonly name: string; readonly operation: Operation }[]
beforeAll(async () => {
  service = await startTestService()
  const answer = await service.send('GET', '/openapi.json', { as: 'nobody' })
  status = answer.status
  document = (await answer.json()) as Document
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
})
afterAll(async () => service.close())

/** The names of the operations for which something does not hold. */
const namesWhere = (fails: (operation: Operation, name: string) => boolean): string[] =>
  operations.filter(({ operation, name }) => fails(operation, name)).map(({ name }) => name)

const nameOf = (route: RegisteredRoute): string => `${route.method.toUpperCase()} ${route.path}`
const pathParameters = (operation: Operation): string[] =>
  (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'path')
    .map((parameter) => parameter.name)

it('is there for everybody and describes every route of the service', () => {
  expect([status, document.openapi]).toEqual([200, '3.1.0'])
  expect(operations.map(({ name }) => name).toSorted()).toEqual(
    service.app.routes.map(nameOf).toSorted(),
  )
})

it('gives each operation a name of its own, a summary and a known tag', () => {
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const tags = new Set(document.tags.map(({ name }) => name))
  expect(
    namesWhere(({ summary, tags: own }) => summary === '' || !own.every((tag) => tags.has(tag))),
  ).toEqual([])
})

it('says which credentials a route takes', () => {
  const open = new Set(
    service.app.routes.filter(({ permission }) => permission === 'public').map(nameOf),
  )
  expect(namesWhere(({ security }, name) => (security.length === 0) !== open.has(name))).toEqual([])
  expect(document.components.securitySchemes).toHaveProperty('bearer')
  expect(document.components.securitySchemes).toHaveProperty('apiKey')
})

it('says how a route refuses', () => {
  const lacking = service.app.routes.filter((route) => {
    const refusals = [
      ...(route.permission === 'public' ? [] : ['401', '403']),
      ...(route.body === undefined || route.errors === 'ofrep' ? [] : ['400', '413', '415', '422']),
    ]
    const described = document.paths[route.path]?.[route.method]?.responses ?? {}
    return !refusals.every((refusal) => Object.hasOwn(described, refusal))
  })
  expect(lacking.map(nameOf)).toEqual([])
})

it('describes the body of every refusal outside OFREP as a problem', () => {
  const isProblem = (content: object | undefined): boolean =>
    Object.keys(content ?? {}).join() === 'application/problem+json'
  const others = namesWhere(
    ({ responses }, name) =>
      !/\/(ofrep|health)\//.test(name) &&
      Object.entries(responses).some(
        ([code, { content }]) => Number(code) >= 400 && !isProblem(content),
      ),
  )
  expect(others).toEqual([])
})

it('has a component for every reference', () => {
  const references = [
    ...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g),
  ].map(([, name = '']) => name)
  expect(references).toContain('RulesetDocument')
  expect(references.filter((name) => !Object.hasOwn(document.components.schemas, name))).toEqual([])
})

it('declares every parameter of a path, and none as possibly null', () => {
  const undeclared = namesWhere((operation, name) => {
    const used = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter)
    return used.toSorted().join() !== pathParameters(operation).toSorted().join()
  })
  expect(undeclared).toEqual([])
  expect(
    namesWhere(
      ({ parameters }) => parameters?.some(({ schema }) => Array.isArray(schema.type)) === true,
    ),
  ).toEqual([])
})

const TWICE = 'environment=shop&environment=shop&dryRun=x&limit=0&ticket=1&ticket=2&version=x'
const BODIES: readonly unknown[] = [undefined, '', '{', '[]', {}, '{"a":1,"a":2}', { key: 'shop' }]
const LONG = JSON.stringify({ context: { a: 'x'.repeat(5 * 1024 * 1024) } })
const HEADERS: readonly Record<string, string>[] = [
  {},
  { 'If-Match': '"7"', 'Idempotency-Key': 'a' },
  { 'If-Match': 'x', 'Idempotency-Key': ' ', 'Last-Event-ID': 'x'.repeat(300) },
  { 'If-None-Match': '*', 'Sluice-Reason': '%' },
  { 'Content-Type': 'text/plain', Origin: 'https://evil.example' },
]

it('has every answer that a route gives to requests of every kind', async () => {
  for (const { method, path } of service.app.routes) {
    for (const environment of ['shop', 'none']) {
      const url = path.replace('{environment}', environment).replace(/\{\w+\}/, 'none')
      const queries = ['', `?${TWICE}`, '?environment=none', '?version=9', '?include=archived&x=1']
      for (const as of ['nobody', 'client', 'server', 'admin'] as const) {
        for (const query of queries) await service.send(method, url + query, { as })
        if (method === 'get') {
          for (const headers of HEADERS) await service.send(method, url, { as, headers })
          continue
        }
        for (const body of [...BODIES, LONG]) {
          for (const headers of HEADERS) await service.send(method, url, { as, body, headers })
        }
      }
    }
  }
  // A page that the environment does not list, with a ticket that works.
  const bulk = await service.send('POST', '/ofrep/v1/evaluate/flags', {
    as: 'client',
    body: { context: {} },
  })
  const { eventStreams } = (await bulk.json()) as { eventStreams: { url: string }[] }
  const { pathname, search } = new URL(eventStreams[0]?.url ?? '')
  const headers = { Origin: 'https://evil.example' }
  await service.send('GET', pathname + search, { as: 'nobody', headers })
  expect(undocumentedAnswers(service.app)).toEqual([])
}, 60_000)
