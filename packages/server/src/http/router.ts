import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import { PERMISSIONS } from '../auth/permissions.ts'
import type { Principal } from '../auth/principal.ts'
import { authorize } from './authorize.ts'
import { credentialOf } from './credential-of.ts'
import { HttpError } from './http-error.ts'
import type { Logger } from './logger.ts'
import { parseJson } from './parse-json.ts'
import { problemOf, problemResponse } from './problem.ts'
import { BODY_LIMIT_BYTES, JSON_TYPES, readBody, requireMediaType } from './read-body.ts'
import type {
  BodyDefinition,
  HttpEnv,
  RegisteredRoute,
  RouteDefinition,
  RouteRequest,
} from './route-definition.ts'
import { validate } from './validate.ts'

/** What a router asks of the rest of the service. */
export interface RouterDeps {
  /** In memory, synchronous. */
  authenticate(credential: string): Principal | undefined
  /** Whether an environment is protected; `undefined` when there is none of that key. */
  isProtected(environment: string): boolean | undefined
  readonly logger: Logger
  /** Every route of the service ends up here; share one array between routers. */
  readonly routes: RegisteredRoute[]
  /** Answers a thrown value; problem documents unless given. */
  readonly onError?: (error: unknown, c: Context<HttpEnv>) => Response
}

/** A handler of a route whose request was checked and permitted. */
export type RouteHandler<
  P extends z.ZodType,
  Q extends z.ZodType,
  H extends z.ZodType,
  B extends z.ZodType,
> = (
  request: RouteRequest<z.output<P>, z.output<Q>, z.output<H>, z.output<B>>,
) => Response | Promise<Response>

/** A Hono app whose routes cannot be registered without a permission. */
export interface Router {
  readonly app: Hono<HttpEnv>
  /**
   * Registers a route. Checked in this order: credential, permission, path,
   * existence of the environment, query, headers, type and size of the body, body.
   *
   * @throws Error when the route names no known permission, or its scope does not fit its path
   */
  route<P extends z.ZodType, Q extends z.ZodType, H extends z.ZodType, B extends z.ZodType>(
    definition: RouteDefinition<P, Q, H, B>,
    handler: RouteHandler<P, Q, H, B>,
  ): void
}

/** Makes a router. */
export function createRouter(deps: RouterDeps): Router {
  const app = new Hono<HttpEnv>()
  app.onError((error, c) => (deps.onError ?? answerProblem(deps.logger))(error, c))
  return {
    app,
    route(definition, handler) {
      checkDefinition(definition)
      deps.routes.push(definition)
      const path = definition.path.replaceAll(/\{([^}]+)\}/g, ':$1')
      app.on(definition.method.toUpperCase(), path, async (c) => {
        const requestId = requestIdOf(c)
        const principal = permit(deps, definition, c)
        const params =
          definition.params === undefined ? {} : validate('path', definition.params, c.req.param())
        requireEnvironment(deps, definition, c)
        const request = {
          c,
          requestId,
          principal,
          params,
          query:
            definition.query === undefined ? {} : validate('query', definition.query, queryOf(c)),
          headers:
            definition.headers === undefined
              ? {}
              : validate('header', definition.headers, c.req.header()),
          body: definition.body === undefined ? undefined : await bodyOf(c, definition.body),
        }
        // The schemas made each part; what they output is what the handler declares.
        return handler(request as Parameters<typeof handler>[0])
      })
    },
  }
}

/** Answers a thrown value as a problem and logs what the service itself got wrong. */
export function answerProblem(logger: Logger): (error: unknown, c: Context<HttpEnv>) => Response {
  return (error, c) => {
    const requestId = requestIdOf(c)
    const { problem, headers } = problemOf(error, requestId)
    if (problem.status >= 500)
      logger.error({ err: error, requestId, code: problem.code }, 'request failed')
    return problemResponse(problem, { 'X-Request-Id': requestId, ...headers })
  }
}

/** The id of a request, made at its first use; never taken from the caller. */
export function requestIdOf(c: Context<HttpEnv>): string {
  const known = c.get('requestId') as string | undefined
  if (known !== undefined) return known
  const made = crypto.randomUUID()
  c.set('requestId', made)
  return made
}

function checkDefinition(definition: RouteDefinition): void {
  const name = `${definition.method.toUpperCase()} ${definition.path}`
  // Written for callers that got around the types: a route without a permission must not start.
  if (!PERMISSIONS.includes(definition.permission)) {
    throw new Error(`${name} names no permission. Give it one of: ${PERMISSIONS.join(', ')}.`)
  }
  if ((definition.scope === 'environment') !== definition.path.includes('{environment}')) {
    throw new Error(`${name} has the scope ${definition.scope}, which does not fit its path.`)
  }
}

function permit(
  deps: RouterDeps,
  definition: RouteDefinition,
  c: Context<HttpEnv>,
): Principal | undefined {
  const credential = credentialOf(c.req.raw.headers)
  const principal = credential === undefined ? undefined : deps.authenticate(credential)
  c.set('principal', principal)
  const environment = targetOf(definition, principal, c)
  try {
    authorize({
      principal,
      permission: definition.permission,
      environment,
      protected: environment !== undefined && deps.isProtected(environment) === true,
    })
  } catch (error) {
    deps.logger.warn(
      {
        requestId: requestIdOf(c),
        method: c.req.method,
        route: definition.path,
        environment: environment?.slice(0, 128),
        principal: principal === undefined ? undefined : { kind: principal.kind, id: principal.id },
        permission: definition.permission,
      },
      'request denied',
    )
    throw error
  }
  return principal
}

function targetOf(
  definition: RouteDefinition,
  principal: Principal | undefined,
  c: Context,
): string | undefined {
  if (definition.scope === 'environment') return c.req.param('environment')
  if (definition.scope === 'service' || principal === undefined || principal.kind === 'token')
    return undefined
  return principal.environment
}

function requireEnvironment(deps: RouterDeps, definition: RouteDefinition, c: Context): void {
  if (definition.scope !== 'environment') return
  const environment = c.req.param('environment') ?? ''
  if (deps.isProtected(environment) === undefined) {
    throw new HttpError(
      'ENVIRONMENT_NOT_FOUND',
      `There is no environment "${environment.slice(0, 128)}".`,
      {
        status: 404,
      },
    )
  }
}

function queryOf(c: Context): Record<string, string> {
  const query: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (values.length > 1) {
      throw new HttpError(
        'INVALID_REQUEST',
        `The query gives "${name.slice(0, 128)}" more than once.`,
        { status: 422 },
      )
    }
    query[name] = values[0] ?? ''
  }
  return query
}

async function bodyOf(c: Context, body: BodyDefinition): Promise<unknown> {
  const bytes = await readBody(c.req.raw, body.limitBytes ?? BODY_LIMIT_BYTES)
  if (bytes.byteLength === 0 && body.optional === true) return validate('body', body.schema, {})
  requireMediaType(c.req.raw.headers, body.mediaTypes ?? JSON_TYPES)
  const value = parseJson(bytes)
  return body.unchecked === true ? value : validate('body', body.schema, value)
}
