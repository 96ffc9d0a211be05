import type { Context } from 'hono'
import type { Permission } from '../auth/permissions.ts'
import { hasRole, type Principal } from '../auth/principal.ts'
import { authorize } from './authorize.ts'
import { credentialOf } from './credential-of.ts'
import { HttpError } from './http-error.ts'
import { requestIdOf } from './request-id.ts'
import type { HttpEnv, RouteDefinition } from './route-definition.ts'
import type { RouterDeps } from './router-deps.ts'

/**
 * Finds out who is asking; `undefined` for an unknown credential and for none. A public route sees
 * no session: pages of the same site send events there, and our cookie with them.
 *
 * @throws HttpError `CROSS_SITE`
 */
export function recognise(
  deps: RouterDeps,
  { permission }: Pick<RouteDefinition, 'permission'>,
  c: Context<HttpEnv>,
): Principal | undefined {
  const credential = credentialOf((name) => c.req.header(name))
  const signedIn = permission === 'public' ? undefined : deps.signedIn
  const principal = credential === undefined ? signedIn?.(c) : deps.authenticate(credential)
  c.set('principal', principal)
  return principal
}

/**
 * Refuses a request whose principal may not, and logs that.
 *
 * @throws HttpError `UNAUTHENTICATED` or `FORBIDDEN`
 */
export function demand(
  deps: RouterDeps,
  definition: RouteDefinition,
  c: Context<HttpEnv>,
  permission: Permission,
): void {
  const principal = c.get('principal')
  const environment = targetOf(definition, principal, c)
  try {
    authorize({
      principal,
      permission,
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
        permission,
      },
      'request denied',
    )
    throw error
  }
}

function targetOf(
  definition: RouteDefinition,
  principal: Principal | undefined,
  c: Context,
): string | undefined {
  if (definition.scope === 'environment') return c.req.param('environment')
  if (definition.scope === 'service' || principal === undefined || hasRole(principal))
    return undefined
  return principal.environment
}

/**
 * Refuses what is about an environment that does not exist.
 *
 * @throws HttpError `ENVIRONMENT_NOT_FOUND`
 */
export function requireEnvironment(
  deps: RouterDeps,
  definition: RouteDefinition,
  c: Context,
): void {
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
