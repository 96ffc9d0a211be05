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
  /** The origin of the page that asks, or that is drawn; `undefined` where nobody says so. */
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
  return ({ token, environment, context, page }) => {
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
    const { origins } = found
    if (origins && (page === undefined || !origins.includes(page)))
      return refuse(
        'GRANT_ELSEWHERE',
        `This grant is for pages of ${origins.join(' and ')}.${page === undefined ? UNTOLD : ''}`,
      )
    const other = Object.entries(found.units ?? {}).find(([name, value]) => context[name] !== value)
    if (other !== undefined)
      return refuse('GRANT_FOR_OTHERS', `This grant is for one person, by their ${other[0]}.`)
    return found
  }
}

// A server that draws the page of another origin would show there what its browser is refused.
const UNTOLD = ' Whoever asks for one of them says so with the header Origin.'

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
