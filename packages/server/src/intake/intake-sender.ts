import { may } from '../auth/permissions.ts'
import { hasRole, type Principal } from '../auth/principal.ts'
import { authorize } from '../http/authorize.ts'
import { HttpError } from '../http/http-error.ts'
import type { LiveEnvironments } from '../live/live-environments.ts'
import type { Sender } from './intake.ts'

/** What finding a sender takes. */
export interface SenderDeps {
  readonly live: LiveEnvironments
  readonly authenticate: (credential: string) => Principal | undefined
}

/** Finds who sends: a key, and with it its environment, whatever the batch says. `undefined` for anybody else. */
export function senderOf(deps: SenderDeps, credential: string | undefined): Sender | undefined {
  const principal = credential === undefined ? undefined : deps.authenticate(credential)
  if (principal === undefined || hasRole(principal)) return undefined
  if (!may(principal, 'events:write', principal)) return undefined
  const environment = deps.live.get(principal.environment)
  return environment && { principal, environment }
}

/**
 * Says why there is no sender.
 *
 * @throws HttpError `UNAUTHENTICATED` (401), `FORBIDDEN` (403), or `ENVIRONMENT_NOT_SERVED` (503)
 */
export function refuseSender(deps: SenderDeps, credential: string | undefined): never {
  const principal = credential === undefined ? undefined : deps.authenticate(credential)
  const environment = hasRole(principal) ? undefined : principal?.environment
  authorize({ principal, permission: 'events:write', environment, protected: false })
  throw new HttpError(
    'ENVIRONMENT_NOT_SERVED',
    'The environment of this key is not being served. Keep the events, and send them again.',
    { status: 503, headers: { 'Retry-After': '30' } },
  )
}
