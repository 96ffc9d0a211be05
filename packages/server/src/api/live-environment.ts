import { authorize } from '../http/authorize.ts'
import { hasRole, type Principal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import type { Store } from '../store/store.ts'

/**
 * Finds an environment in memory.
 *
 * @throws HttpError `ENVIRONMENT_NOT_FOUND`, status 404
 */
export function liveEnvironment({ live }: Pick<Store, 'live'>, key: string): LiveEnvironment {
  const environment = live.get(key)
  if (environment !== undefined) return environment
  throw new HttpError('ENVIRONMENT_NOT_FOUND', `There is no environment "${key.slice(0, 128)}".`, {
    status: 404,
  })
}

/**
 * Finds the environment that a request reads rules of: the one a key is bound
 * to; for a token the one it names, or the only one there is.
 *
 * @throws HttpError `FORBIDDEN` when a key names another, `ENVIRONMENT_NOT_NAMED` (422) or `ENVIRONMENT_NOT_FOUND`
 */
export function readableEnvironment(
  store: Pick<Store, 'live'>,
  principal: Principal,
  named: string | undefined,
): LiveEnvironment {
  if (!hasRole(principal)) {
    if (named !== undefined)
      authorize({ principal, permission: 'rules:read', environment: named, protected: false })
    return liveEnvironment(store, principal.environment)
  }
  const keys = store.live.keys()
  const key = named ?? (keys.length === 1 ? keys[0] : undefined)
  if (key !== undefined) return liveEnvironment(store, key)
  throw new HttpError(
    'ENVIRONMENT_NOT_NAMED',
    'A token is bound to no environment. Name the `environment`.',
    { status: 422 },
  )
}

/** The principal of a request to a route that is not public; the router lets nobody else in. */
export function principalOf(principal: Principal | undefined): Principal {
  if (principal === undefined)
    throw new Error('a route that is not public was reached without a principal')
  return principal
}
