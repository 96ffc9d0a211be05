import type { Role } from '../auth/principal.ts'
import type { EnvironmentSettings } from '../live/published-environment.ts'

/** The roles that may issue grants at all. */
export const GRANT_ROLES = [
  'qa',
  'editor',
  'releaser',
  'approver',
  'admin',
] as const satisfies Role[]

/**
 * The roles that may issue grants in an environment. Where nothing is said: all
 * that may at all, and none in a protected environment, which has to allow it.
 */
export function issuersOf({
  protected: isProtected,
  grantRoles,
}: EnvironmentSettings): readonly Role[] {
  return grantRoles ?? (isProtected ? [] : GRANT_ROLES)
}
