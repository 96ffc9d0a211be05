import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestService, type TestService } from '../api/test-service.ts'

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
let document: Document
let operations: { readonly name: string; readonly operation: Operation }[]
beforeAll(async () => {
  service = await startTestService()
  const answer = await service.send('GET', '/openapi.json', { as: 'nobody' })
  expect(answer.status).toBe(200)
  document = (await answer.json()) as Document
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )
})
afterAll(async () => service.close())

it('describes every route of the service', () => {
  expect(document.openapi).toBe('3.1.0')
  const routes = service.app.routes.map((route) => `${route.method.toUpperCase()} ${route.path}`)
  expect(operations.map(({ name }) => name).toSorted()).toEqual(routes.toSorted())
})

it('gives each operation a name of its own, a summary and a known tag', () => {
  const ids = operations.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const tags = new Set(document.tags.map(({ name }) => name))
  for (const { name, operation } of operations) {
    expect(operation.summary, name).not.toBe('')
    expect(
      operation.tags.every((tag) => tags.has(tag)),
      name,
    ).toBe(true)
  }
})

it('says which credentials a route takes and how it refuses', () => {
  for (const route of service.app.routes) {
    const operation = document.paths[route.path]?.[route.method]
    const isPublic = route.permission === 'public'
    expect(operation?.security, route.path).toEqual(
      isPublic ? [] : [{ bearer: [] }, { apiKey: [] }],
    )
    if (!isPublic)
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['401', '403']),
      )
    if (route.body !== undefined && route.errors !== 'ofrep') {
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['400', '413', '415', '422']),
      )
    }
  }
  expect(document.components.securitySchemes).toHaveProperty('bearer')
})

it('describes the body of every refusal outside OFREP as a problem', () => {
  for (const { name, operation } of operations) {
    if (name.includes('/ofrep/') || name.includes('/health/')) continue
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) >= 400)
        expect(Object.keys(content ?? {}), `${name} ${status}`).toEqual([
          'application/problem+json',
        ])
    }
  }
})

it('has a component for every reference', () => {
  const references = [
    ...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g),
  ].map((match) => match[1] ?? '')
  expect(references).toContain('RulesetDocument')
  for (const name of new Set(references))
    expect(document.components.schemas, name).toHaveProperty([name])
})

it('declares every parameter of a path, and none as possibly null', () => {
  for (const { name, operation } of operations) {
    const declared = (operation.parameters ?? [])
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => parameter.name)
    const used = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    expect(declared.toSorted(), name).toEqual(used.toSorted())
    for (const parameter of operation.parameters ?? [])
      expect(parameter.schema.type, name).not.toBeInstanceOf(Array)
  }
})
