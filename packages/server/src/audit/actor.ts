import {
  hasRole,
  type KeyPrincipal,
  type Principal,
  type RolePrincipal,
} from '../auth/principal.ts'

/** Who made a change, as it is kept with the change. */
export type Actor =
  | RolePrincipal
  | { readonly kind: KeyPrincipal['kind']; readonly id: string; readonly name: string }
  | { readonly kind: 'service'; readonly id: string; readonly name: string }

/** The service itself, for what it does at its start. */
export const SERVICE_ACTOR: Actor = { kind: 'service', id: 'service', name: 'the service itself' }

/** The principal of a request as an actor. */
export function actorOf(principal: Principal): Actor {
  const { id, name } = principal
  return hasRole(principal)
    ? { kind: principal.kind, id, name, role: principal.role }
    : { kind: principal.kind, id, name }
}
