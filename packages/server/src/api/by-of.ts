import { actorOf } from '../audit/actor.ts'
import type { Principal } from '../auth/principal.ts'
import type { By } from '../store/environments.ts'
import { principalOf } from './live-environment.ts'
import { reasonOfHeader } from './reason.ts'

/**
 * Reads who asks for a change, and why.
 *
 * @throws HttpError `INVALID_REQUEST` when the reason cannot be read
 */
export function byOf(
  principal: Principal | undefined,
  headers: { readonly 'sluice-reason'?: string | undefined },
): By {
  return {
    actor: actorOf(principalOf(principal)),
    reason: reasonOfHeader(headers['sluice-reason']),
  }
}
