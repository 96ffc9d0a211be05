import type { GrantAnswer, GrantRefusalCode } from '@sluice/core/grants'

/**
 * Why a grant does not work: what the service says, or
 *
 * - `GRANT_UNHEARD`: the service says nothing of it, since it knows no grants or a proxy hides its header
 */
export type GrantTrouble = GrantRefusalCode | 'GRANT_UNHEARD'

/** How the grant of a page stands. */
export type GrantStatus =
  /** The service was not asked yet, or did not answer. What the token says, which nobody has verified. */
  | {
      readonly state: 'asking'
      readonly expiresAt: number
      readonly forced: Readonly<Record<string, string>>
    }
  /** The service shows what it forces. */
  | Extract<GrantAnswer, { state: 'active' }>
  | RefusedGrant

/** A grant that changes nothing, and why. */
export interface RefusedGrant {
  readonly state: 'refused'
  readonly code: GrantTrouble
  readonly detail: string
}
