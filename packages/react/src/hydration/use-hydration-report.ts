import type { SluiceClient } from '@sluice/client'
import { useEffect, useSyncExternalStore } from 'react'
import { BOOTSTRAP_ID } from './bootstrap-element.ts'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

// Clients whose provider hydrates, or did before React gave that up and drew anew, and whether they
// are to be compared: a page hydrates once with each, however often its providers come and go.
const hydrating = new WeakMap<SluiceClient, boolean>()
const nothing = (): void => {}

/**
 * Tells the client's `onError` when what the server drew is not what this browser
 * hydrates. For development: whoever calls it makes sure that there is a bundler.
 */
export function useHydrationReport(client: SluiceClient): void {
  // React asks for what a server drew only where it hydrates.
  useSyncExternalStore(
    nothing as () => typeof nothing,
    nothing,
    () => void hydrating.set(client, hydrating.get(client) ?? true),
  )
  useEffect(() => {
    // A bundler makes a file of what is imported here, unless it sees that nothing is.
    if (
      process.env.NODE_ENV !== 'production' &&
      hydrating.get(client) === true &&
      document.getElementById(BOOTSTRAP_ID)
    ) {
      hydrating.set(client, false)
      void import('./report-disagreement.ts').then(({ reportDisagreement }) =>
        reportDisagreement(client),
      )
    }
  }, [client])
}
