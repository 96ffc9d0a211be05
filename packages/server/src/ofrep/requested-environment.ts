import { hasRole, type Principal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { LiveEnvironment, LiveEnvironments } from '../live/live-environments.ts'

/**
 * Finds the environment that a request is about: the one a key is bound to; for
 * a token, the one named by `?environment=`, or the only one there is.
 *
 * @throws HttpError status 400 when a token names none of several, 403 when a key names another than its own, 500 when the key's own is not being served
 */
export function requestedEnvironment(
  live: LiveEnvironments,
  principal: Principal,
  named: string | undefined,
): LiveEnvironment {
  if (!hasRole(principal)) {
    if (named !== undefined && named !== principal.environment) {
      throw new HttpError('FORBIDDEN', 'This key is bound to another environment.', { status: 403 })
    }
    const own = live.get(principal.environment)
    if (own !== undefined) return own
    throw new HttpError('ENVIRONMENT_NOT_SERVED', 'The environment is not being served.', {
      status: 500,
    })
  }
  const keys = live.keys()
  const environment = live.get(named ?? (keys.length === 1 ? (keys[0] ?? '') : ''))
  if (environment !== undefined) return environment
  throw new HttpError(
    'ENVIRONMENT_NOT_FOUND',
    'A token is bound to no environment. Name one that exists: `?environment=…`.',
    { status: 400 },
  )
}
