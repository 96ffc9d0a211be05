import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import { problemSchema, rulesetDocumentSchema } from '../api/schemas.ts'
import { PROBLEM_TYPE } from '../http/problem.ts'
import type { AnswerDefinition, RegisteredRoute } from '../http/route-definition.ts'
import { commonRefusals } from './common-refusals.ts'
import { operationIdOf } from './operation-id.ts'
import { RULESET_REF, rulesetComponents } from './ruleset-component.ts'
import { serviceVersion } from './service-version.ts'
import { DESCRIPTION, TAGS } from './texts.ts'

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>
type Responses = RouteConfig['responses']

const SECURITY = [{ bearer: [] }, { apiKey: [] }]

/** Makes the OpenAPI 3.1 document from the same schemas that check the requests. */
export function openApiDocument(routes: readonly RegisteredRoute[]): Document {
  const app = new OpenAPIHono()
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A client key, a server key or a token.',
  })
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The same credentials, for clients that send no Authorization header.',
  })
  for (const [name, schema] of rulesetComponents())
    registry.registerComponent('schemas', name, schema)
  for (const route of routes) registry.registerPath(configOf(route, routes))
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Sluice',
      version: serviceVersion(),
      license: { name: 'MIT' },
      description: DESCRIPTION,
    },
    tags: TAGS.filter(({ name }) => routes.some((route) => route.tag === name)),
  })
  return withPlainParameters(document)
}

function configOf(route: RegisteredRoute, routes: readonly RegisteredRoute[]): RouteConfig {
  const { body } = route
  const json =
    body &&
    Object.fromEntries(
      (body.mediaTypes ?? ['application/json']).map((type) => [
        type,
        { schema: contentOf(body.schema) },
      ]),
    )
  return {
    method: route.method,
    path: route.path,
    operationId: operationIdOf(route, routes),
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, `Permission: \`${route.permission}\`.`]
      .filter((text) => text !== undefined)
      .join('\n\n'),
    ...(route.permission === 'public' ? { security: [] } : { security: SECURITY }),
    request: {
      params: paramsOf(route),
      ...(isObject(route.query) ? { query: route.query } : {}),
      ...(isObject(route.headers) ? { headers: route.headers } : {}),
      ...(json === undefined
        ? {}
        : {
            body: {
              content: json,
              required: body?.optional !== true,
              description: body?.description ?? route.summary,
            },
          }),
    },
    responses: responsesOf(route),
  }
}

/** The answers that a route names, and those that every route of its kind has. */
function responsesOf(route: RegisteredRoute): Responses {
  const named = new Set(Object.keys(route.answers).map(Number))
  const refusals = Object.entries(commonRefusals(route))
    .filter(([status]) => !named.has(Number(status)))
    .map(
      ([status, description]) =>
        [status, answerOf(route, Number(status), { description })] as const,
    )
  const answers = Object.entries(route.answers).map(
    ([status, answer]) => [status, answerOf(route, Number(status), answer)] as const,
  )
  return Object.fromEntries([...answers, ...refusals])
}

function answerOf(
  route: RegisteredRoute,
  status: number,
  answer: AnswerDefinition,
): Responses[string] {
  const refusal = status >= 400 && answer.schema === undefined && route.errors !== 'ofrep'
  const schema = refusal ? problemSchema : answer.schema
  const type = answer.mediaType ?? (refusal ? PROBLEM_TYPE : 'application/json')
  return {
    description: answer.description,
    ...(schema === undefined ? {} : { content: { [type]: { schema: contentOf(schema) } } }),
    ...(answer.headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, description]) => [
              name,
              { description, schema: { type: 'string' } },
            ]),
          ),
        }),
  }
}

// A route that does not look at a parameter of its path has it nevertheless.
function paramsOf({ path, params }: RegisteredRoute): z.ZodObject {
  if (isObject(params)) return params
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()] as const)
  return z.object(Object.fromEntries(names))
}

// Recursive, and published as a JSON Schema of its own.
function contentOf(schema: z.ZodType): z.ZodType | { $ref: string } {
  return schema === rulesetDocumentSchema ? { $ref: RULESET_REF } : schema
}

function isObject(schema: z.ZodType | undefined): schema is z.ZodObject {
  return schema instanceof z.ZodObject
}

// A coerced number accepts anything, null included, as its input; a query parameter never is null.
function withPlainParameters(document: Document): Document {
  return JSON.parse(JSON.stringify(document), (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('in' in value) || !('schema' in value))
      return value
    const { schema } = value as { schema: { type?: unknown } }
    if (!Array.isArray(schema.type)) return value
    const [type] = schema.type.filter((name) => name !== 'null') as unknown[]
    return { ...value, schema: { ...schema, type } }
  }) as Document
}
