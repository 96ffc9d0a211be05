import { grantInLink } from '@sluice/core/grants'

/** Under which name `acceptGrants` keeps the grant of a tab. */
const KEPT = 'sluice.grant'

/** Whether this tab has a grant or comes with one, of which the service has not said yet what it is worth. */
export function mayHoldGrant(): boolean {
  try {
    return grantInLink(location.href) !== undefined || KEPT in sessionStorage
  } catch {
    // A server, or a browser that keeps nothing.
    return false
  }
}
