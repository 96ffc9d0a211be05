import type { SluiceClient } from '@sluice/client'
import { useEffect } from 'react'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

// A page hydrates once with each client, however often its providers come and go.
const compared = new WeakSet<SluiceClient>()

/**
 * In development, tells the client's `onError` when what the server drew is not
 * what this browser hydrates.
 */
export function useHydrationReport(client: SluiceClient): void {
  useEffect(() => {
    try {
      // Written out here, so that a bundle for production holds nothing of it.
      if (process.env.NODE_ENV !== 'production' && !compared.has(client)) {
        compared.add(client)
        void import('./report-disagreement.ts').then(({ reportDisagreement }) =>
          reportDisagreement(client),
        )
      }
    } catch {
      // A browser without a bundler: nobody develops there.
    }
  }, [client])
}
