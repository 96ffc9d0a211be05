import { may, type Permission } from '../auth/permissions.ts'
import { hasRole, type Principal } from '../auth/principal.ts'
import { HttpError } from './http-error.ts'

/** What is asked for, by whom, where. */
export interface Access {
  readonly principal: Principal | undefined
  readonly permission: Permission
  readonly environment: string | undefined
  readonly protected: boolean
}

/**
 * Refuses whoever may not.
 *
 * A key hears the same words on every route, so that a client key cannot map
 * the service; a token hears what its role is missing.
 *
 * @throws HttpError `UNAUTHENTICATED` (401) or `FORBIDDEN` (403)
 */
export function authorize(access: Access): void {
  const { principal, permission, environment } = access
  if (may(principal, permission, { environment, protected: access.protected })) return
  if (principal === undefined) {
    throw new HttpError(
      'UNAUTHENTICATED',
      'Send a valid credential as `Authorization: Bearer …` or `X-API-Key`.',
      { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="sluice"' } },
    )
  }
  const detail = hasRole(principal)
    ? `The role ${principal.role} may not do this${environment === undefined ? '' : ` in ${environment}`}; it takes the permission ${permission}.`
    : 'This key may not do that. Use a token whose role allows it.'
  throw new HttpError('FORBIDDEN', detail, { status: 403 })
}
