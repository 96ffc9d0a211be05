import type { EvaluationContext } from '@sluice/core'
import type { GrantAnswer, GrantClaims, GrantRefusalCode } from '@sluice/core/grants'
import { GRANT_LIMITS } from '@sluice/core/grants'
import type { Principal } from '../auth/principal.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import type { GrantBook } from './grant-book.ts'
import { issuersOf } from './issuers.ts'

/** A grant that somebody presents. */
export interface PresentedGrant {
  readonly token: string
  readonly principal: Principal
  readonly environment: LiveEnvironment
  readonly context: EvaluationContext
  /** The origin of the page that asks; `undefined` for whoever is none. */
  readonly page: string | undefined
}

/** The refusal of a grant. */
export type RefusedGrant = Extract<GrantAnswer, { state: 'refused' }>

/** Tells what a grant allows here and now, or why it is refused. */
export type CheckGrant = (presented: PresentedGrant) => GrantClaims | RefusedGrant

/** How far a clock may be set back before a grant that has ended might work again. */
const SKEW_MS = 5 * 60 * 1000

/**
 * Makes what checks grants.
 *
 * @param now - wall clock, epoch milliseconds; when it is set back, grants end as if it had not been
 */
export function createGrantCheck(book: GrantBook, now: () => number): CheckGrant {
  let latest = 0
  const time = (): number => {
    const at = now()
    latest = Math.max(latest, at)
    return Math.max(at, latest - SKEW_MS)
  }
  return ({ token, principal, environment, context, page }) => {
    const found = book.find(token)
    if (typeof found === 'string') return REFUSALS[found]
    const { key } = environment
    if (found.environment !== key)
      return refuse('GRANT_ELSEWHERE', `This grant is for the environment ${found.environment}.`)
    if (issuersOf(environment.settings).length === 0)
      return refuse('GRANTS_OFF', `The environment ${key} takes no grants: see its grantRoles.`)
    const leftMs = found.expiresAt - time()
    if (leftMs <= 0 || leftMs > GRANT_LIMITS.lifetimeMs + SKEW_MS)
      return refuse(
        'GRANT_EXPIRED',
        `This grant ended at ${new Date(found.expiresAt).toISOString()}. Ask for a new one.`,
      )
    if (!isForPage(found, page, principal))
      return refuse(
        'GRANT_ELSEWHERE',
        `This grant is for pages of ${found.origins?.join(' and ') ?? ''}.`,
      )
    const other = Object.entries(found.units ?? {}).find(([name, value]) => context[name] !== value)
    if (other !== undefined)
      return refuse('GRANT_FOR_OTHERS', `This grant is for one person, by their ${other[0]}.`)
    return found
  }
}

// A server says nothing of its page; it was given a secret, and knows where it draws.
function isForPage(
  { origins }: GrantClaims,
  page: string | undefined,
  { kind }: Principal,
): boolean {
  if (origins === undefined) return true
  return page === undefined ? kind !== 'client_key' : origins.includes(page)
}

function refuse(code: GrantRefusalCode, detail: string): RefusedGrant {
  return { state: 'refused', code, detail }
}

const REFUSALS = {
  invalid: refuse(
    'GRANT_INVALID',
    'This is no grant, or one that was cut off. Open the whole link again.',
  ),
  foreign: refuse(
    'GRANT_FOREIGN',
    'This grant was changed, or was not signed with the key that this service uses now. Ask for a new one.',
  ),
  revoked: refuse('GRANT_REVOKED', 'This grant was revoked. Ask for a new one.'),
  unavailable: refuse(
    'GRANTS_UNAVAILABLE',
    'The service has no database now and cannot tell what was revoked, so no grant works.',
  ),
}
