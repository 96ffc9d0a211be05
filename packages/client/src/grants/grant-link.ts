import { SluiceError } from '@sluice/core'
import { readGrantClaims } from '@sluice/core/grants'

const IN_FRAGMENT = /([#&])sluice-grant=([^&]*)&?/

/**
 * Puts a grant into an address. It stands in the fragment, which no server and no log sees.
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
  const url = new URL(withoutGrant(address))
  url.hash = `${url.hash === '' ? '#' : `${url.hash}&`}sluice-grant=${token}`
  return url.href
}

/** Finds the token in an address; `undefined` when there is none. */
export function tokenInLink(address: string): string | undefined {
  return IN_FRAGMENT.exec(address)?.[2]
}

/** Takes the grant out of an address, so that it is not sent on with the next link that is copied. */
export function withoutGrant(address: string): string {
  return address.replace(IN_FRAGMENT, (_, start: string) => start).replace(/[#&]$/, '')
}
