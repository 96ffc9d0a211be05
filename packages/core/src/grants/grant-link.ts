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
  return IN_FRAGMENT.exec(fragmentOf(address))?.[1]
}

/** Takes the grant out of an address, so that it is not sent on with the next link that is copied. */
export function withoutGrant(address: string): string {
  const fragment = fragmentOf(address)
  if (fragment === '') return address
  const others = fragment.replace(ALL_IN_FRAGMENT, '$1')
  // A pattern would look at each sign of a long row anew.
  let end = others.length
  while (/[#&?]/.test(others.charAt(end - 1))) end -= 1
  return address.slice(0, -fragment.length) + others.slice(0, end)
}

function fragmentOf(address: string): string {
  const at = address.indexOf('#')
  return at < 0 ? '' : address.slice(at)
}
