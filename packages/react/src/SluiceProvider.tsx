import type { SluiceClient } from '@sluice/client'
import type { ReactElement, ReactNode } from 'react'
import { ClientContext } from './client-context.ts'
import { useHydrationReport } from './hydration/use-hydration-report.ts'

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
  useHydrationReport(client)
  // React 18 has no `<ClientContext>` without `.Provider`.
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}
