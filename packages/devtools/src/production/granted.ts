import type { SluiceClient } from '@sluice/client'
import type { Grants, GrantStatus } from '@sluice/client/grants'

/** A grant that the service has shown something for. */
export type ActiveGrant = Extract<GrantStatus, { state: 'active' }>

/** In production a signed grant forces what it names, and nothing else does anything. */
export interface Granted {
  /** What the grant names; `undefined` while the service is asked. */
  readonly grant: () => ActiveGrant | undefined
  /** How many flags it forces now. */
  readonly count: () => number
  /** Whether the page is looked at without it. */
  readonly isAside: () => boolean
  /** Looks at the page without the grant, which can be taken up again until the page goes. */
  readonly setAside: () => void
  readonly takeUp: () => void
  /** Forgets the grant. */
  readonly end: () => void
}

/**
 * Deals with the grant of a client: it can be looked past, and looked at again, as a whole.
 *
 * @param ended - called when a grant that was set aside is forgotten, which changes nothing else
 */
export function dealWithGrant(client: SluiceClient, grants: Grants, ended: () => void): Granted {
  let aside: { readonly token: string; readonly grant: ActiveGrant } | undefined
  const active = (): ActiveGrant | undefined => {
    const status = grants.status()
    return status?.state === 'active' ? status : undefined
  }
  return {
    grant: () => active() ?? aside?.grant,
    count: () => Object.keys(active()?.forced ?? {}).length,
    isAside: () => aside !== undefined && grants.status() === undefined,
    setAside() {
      const { token } = client.store.getState().grant ?? {}
      const grant = active()
      if (token === undefined || !grant) return
      aside = { token, grant }
      grants.drop()
    },
    takeUp() {
      if (aside) grants.accept(aside.token)
    },
    end() {
      aside = undefined
      grants.drop()
      ended()
    },
  }
}
