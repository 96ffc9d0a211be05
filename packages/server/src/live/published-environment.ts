import type { Ruleset } from '@sluice/core'
import type { Role } from '../auth/principal.ts'

/** What an environment allows and asks for. */
export interface EnvironmentSettings {
  /** Every change needs a reason, and only releasers and admins may edit. */
  readonly protected: boolean
  /**
   * Exact origins whose pages may use the keys of the environment. While empty:
   * every one in development mode, none but the service's own in production.
   */
  readonly allowedOrigins: readonly string[]
  /** Regular expression that the keys of new flags must match. */
  readonly namingPattern?: string
  /** New flags must name an owner. */
  readonly requireOwner: boolean
  /** New releases and experiments must name the day of their removal. */
  readonly requireSunsetOn?: boolean
  /** The roles that may issue grants. While nothing is said: `qa` and above, and none where it is protected. */
  readonly grantRoles?: readonly Role[]
  /** Events older than so many days are deleted; without it they are kept. */
  readonly eventRetentionDays?: number
}

/** One environment at its current version, as it is served from memory. */
export interface PublishedEnvironment {
  readonly key: string
  readonly settings: EnvironmentSettings
  readonly ruleset: Ruleset
}
