import { SluiceError } from '../errors.ts'
import { readGrantClaims } from './grant-claims.ts'

const IN_FRAGMENT = /[#&?]sluice-grant=([^&]*)/
/** Whoever wrote the address may have written two. */
const ALL_IN_FRAGMENT = /([#&?])(?:sluice-grant=[^&]*(?:&|$))+/g
/** A route without parameters, as routers write it that have theirs in the fragment. */
const BARE_ROUTE = /#!?\/[^#?]*$/

/**
 * Puts a grant into an address. It stands in the fragment, which no server and no log
 * sees, and there as the last parameter: a router that has its routes there finds its route.
 *
 * @returns the address; a grant that it had before is replaced
 * @throws SluiceError `GRANT_INVALID` when the token is none
 */
export function grantLink(token: string, address: string): string {
  if (readGrantClaims(token) === undefined)
    throw new SluiceError(
      'GRANT_INVALID',
      'This is no token of a grant: give what the service answered when it was issued.',
    )
  const bare = withoutGrant(address)
  const sign = !bare.includes('#') ? '#' : BARE_ROUTE.test(bare) ? '?' : '&'
  return `${bare}${sign}sluice-grant=${token}`
}

/** Finds the token in an address; `undefined` when there is none. */
export function grantInLink(address: string): string | undefined {
  // Without a fragment that is its last sign.
  return IN_FRAGMENT.exec(address.slice(address.indexOf('#')))?.[1]
}

/** Takes the grant out of an address, so that it is not sent on with the next link that is copied. */
export function withoutGrant(address: string): string {
  return address.replace(/#.*/s, (fragment) =>
    // No more at its end: of a long row each sign would be looked at anew.
    fragment.replace(ALL_IN_FRAGMENT, '$1').replace(/[#&?]{1,3}$/, ''),
  )
}
