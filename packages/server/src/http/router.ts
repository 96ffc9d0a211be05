import { Hono, type Context } from 'hono'
import type { z } from 'zod'
import { PERMISSIONS, type Permission } from '../auth/permissions.ts'
import type { Logger } from './logger.ts'
import { demand, recognise, requireEnvironment } from './permit.ts'
import { problemOf, problemResponse } from './problem.ts'
import { requestIdOf } from './request-id.ts'
import { bodyOf, queryOf } from './request-parts.ts'
import type { HttpEnv, RouteDefinition, RouteRequest } from './route-definition.ts'
import type { RouterDeps } from './router-deps.ts'
import { validate } from './validate.ts'

export { requestIdOf }
export type { RouterDeps }

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
   * existence of the environment, query, headers, type and size of the body, body,
   * and credential and permission once more, since a body may take its time.
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
        const principal = recognise(deps, definition, c)
        demand(deps, definition, c, definition.permission)
        const params =
          definition.params === undefined ? {} : validate('path', definition.params, c.req.param())
        requireEnvironment(deps, definition, c)
        // Looks at the credential anew, which may have been revoked while the body came.
        const demandNow = (permission: Permission): void => {
          recognise(deps, definition, c)
          demand(deps, definition, c, permission)
        }
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
          body:
            definition.body === undefined || definition.body.unread === true
              ? undefined
              : await bodyOf(c, definition.body),
          demand: demandNow,
        }
        if (request.body !== undefined) demandNow(definition.permission)
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
