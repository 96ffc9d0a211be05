import type { SluiceClient } from '@sluice/client'
import { useEffect, useSyncExternalStore } from 'react'
import { BOOTSTRAP_ID } from './bootstrap-element.ts'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

// A page hydrates once with each client, however often its providers come and go.
const compared = new WeakSet<SluiceClient>()
/** Clients whose provider hydrates, or did before React gave that up and drew anew. */
const hydrating = new WeakSet<SluiceClient>()
const never = () => (): void => {}

/**
 * Tells the client's `onError` when what the server drew is not what this browser
 * hydrates. For development: whoever calls it makes sure that there is a bundler.
 */
export function useHydrationReport(client: SluiceClient): void {
  // React asks for what a server drew only where it hydrates.
  useSyncExternalStore(
    never,
    () => client,
    () => {
      hydrating.add(client)
      return client
    },
  )
  useEffect(() => {
    // A bundler makes a file of what is imported here, unless it sees that nothing is.
    if (
      process.env.NODE_ENV !== 'production' &&
      hydrating.has(client) &&
      !compared.has(client) &&
      document.getElementById(BOOTSTRAP_ID) !== null
    ) {
      compared.add(client)
      void import('./report-disagreement.ts').then(({ reportDisagreement }) =>
        reportDisagreement(client),
      )
    }
  }, [client])
}
