import { acceptGrants } from '@sluice/client/grants'
import { withOptOut } from '@sluice/client/opt-out'
import { createSluiceClient } from '@sluice/react'
import { personaOf } from './people/personas.ts'

/** Who the address line says we are; a real shop would ask its session. */
export const arrivesAs = personaOf(new URLSearchParams(location.search).get('as'))

/** The shop's one connection to the gate service; it remembers who wants no part in experiments. */
export const client = withOptOut(createSluiceClient, {
  url: __SLUICE_URL__,
  clientKey: 'sluice_client_demo',
  ...(arrivesAs.context === undefined ? {} : { context: arrivesAs.context }),
  // The page waits this long for its first values and then goes on with defaults.
  readyTimeoutMs: 800,
})

/** What a tester was granted to be shown, by a link with `#sluice-grant=…`. */
export const grants = acceptGrants(client)
