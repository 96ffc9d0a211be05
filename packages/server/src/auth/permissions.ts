import { hasRole, type KeyPrincipal, type Principal, type Role } from './principal.ts'

/** Everything that a route may ask for. A route that names none does not start. */
export const PERMISSIONS = [
  'public',
  'values:read',
  'rules:read',
  'ruleset:edit',
  'flag:turn-off',
  'environments:read',
  'environments:manage',
  'keys:manage',
  'tokens:manage',
  'members:manage',
  'grants:issue',
  'audit:read',
  'metrics:read',
  'events:write',
  'events:read',
  'events:manage',
  'events:erase',
  'experiments:note',
  'rollouts:approve',
] as const

/** The name of a permission. */
export type Permission = (typeof PERMISSIONS)[number]

const VIEWER = [
  'values:read',
  'rules:read',
  'environments:read',
  'metrics:read',
  'events:read',
] as const

const EDITOR = [
  ...VIEWER,
  'grants:issue',
  'ruleset:edit',
  'flag:turn-off',
  'experiments:note',
] as const

// `ruleset:edit` of an editor ends at a protected environment, see `may`.
const BY_ROLE: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(VIEWER),
  qa: new Set([...VIEWER, 'grants:issue', 'experiments:note'] as const),
  editor: new Set(EDITOR),
  releaser: new Set(EDITOR),
  approver: new Set([
    ...VIEWER,
    'grants:issue',
    'flag:turn-off',
    'audit:read',
    'experiments:note',
    'rollouts:approve',
  ] as const),
  auditor: new Set(['rules:read', 'environments:read', 'audit:read'] as const),
  // Everything but to send events: those come from keys, whose environment they count in.
  admin: new Set(PERMISSIONS.filter((permission) => permission !== 'events:write')),
}

const BY_KEY: Readonly<Record<KeyPrincipal['kind'], ReadonlySet<Permission>>> = {
  client_key: new Set(['values:read', 'events:write']),
  server_key: new Set(['values:read', 'rules:read', 'events:write']),
  ingest_key: new Set(['events:write']),
}

/** What a permission is asked for. */
export interface PermissionTarget {
  /** The environment of the request; `undefined` for what concerns the whole service. */
  readonly environment?: string | undefined
  /** Whether that environment is protected. */
  readonly protected?: boolean
}

/**
 * Tells whether a principal may do something. Denies unless listed.
 *
 * Keys are bound to their own environment. Editors may change only what is not
 * protected; turning a flag off is open to them only there as well.
 */
export function may(
  principal: Principal | undefined,
  permission: Permission,
  target: PermissionTarget,
): boolean {
  if (permission === 'public') return true
  if (principal === undefined) return false
  if (!hasRole(principal)) {
    return principal.environment === target.environment && BY_KEY[principal.kind].has(permission)
  }
  if (!BY_ROLE[principal.role].has(permission)) return false
  const changesFlags = permission === 'ruleset:edit' || permission === 'flag:turn-off'
  return !(changesFlags && principal.role === 'editor' && target.protected === true)
}
