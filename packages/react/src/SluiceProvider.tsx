import type { SluiceClient } from '@sluice/client'
import { createElement, useContext, type ReactElement, type ReactNode } from 'react'
import { ClientContext, type ReadClient } from './client-context.ts'
import { useHydrationReport } from './hydration/use-hydration-report.ts'
import { useToldOverlay } from './use-told-overlay.ts'

// Bundlers put the text in its place.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** What `SluiceProvider` takes. */
export interface SluiceProviderProps {
  /**
   * Made once, outside of components, by `createSluiceClient`. The provider
   * never closes it: whoever made it does.
   */
  readonly client: SluiceClient
  readonly children?: ReactNode
}

/**
 * Gives the flags of a client to the hooks, gates and variants below.
 *
 * @example
 * const client = createSluiceClient({ url: 'http://127.0.0.1:4600', clientKey: 'sluice_client_demo' })
 *
 * createRoot(element).render(
 *   <SluiceProvider client={client}>
 *     <App />
 *   </SluiceProvider>,
 * )
 */
export function SluiceProvider({ client, children }: SluiceProviderProps): ReactElement {
  try {
    // Written out here, so that a bundle for production holds nothing of it.
    if (process.env.NODE_ENV !== 'production') {
      // oxlint-disable-next-line react/rules-of-hooks -- it is called always on one page, or never
      useHydrationReport(client)
      // oxlint-disable-next-line react/rules-of-hooks -- as above
      useToldOverlay(client, children)
    }
  } catch {
    // A browser without a bundler: nobody develops there.
  }
  // What an `<Override>` above forces is forced below as well.
  const { wrap } = useContext(ClientContext)
  const inUse = wrap?.(client as ReadClient) ?? (client as ReadClient)
  // React 18 has no `<ClientContext>` without `.Provider`. As a call it needs no second file of React.
  return createElement(ClientContext.Provider, { value: inUse }, children)
}
