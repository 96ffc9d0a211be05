/** The one role that a token carries. */
export const ROLES = ['viewer', 'qa', 'editor', 'releaser', 'approver', 'auditor', 'admin'] as const

/** The name of a role. */
export type Role = (typeof ROLES)[number]

/** What a key may be for. */
export const KEY_KINDS = ['client', 'server', 'ingest'] as const

/** The kind of a key. */
export type KeyKind = (typeof KEY_KINDS)[number]

/** A key of one environment. */
export interface KeyPrincipal {
  readonly kind: `${KeyKind}_key`
  readonly id: string
  readonly name: string
  readonly environment: string
}

/** A person who signed in, or a token: what carries a role, in every environment. */
export interface RolePrincipal {
  readonly kind: 'token' | 'member'
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** Who is asking, as found from the credential of a request. */
export type Principal = KeyPrincipal | RolePrincipal

/** Whether a principal carries a role, and is bound to no environment. */
export function hasRole(principal: Principal | undefined): principal is RolePrincipal {
  return principal?.kind === 'token' || principal?.kind === 'member'
}
