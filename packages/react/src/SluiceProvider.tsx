import type { Bootstrap, SluiceClient } from '@sluice/client'
import { useContext, useMemo, type ReactElement, type ReactNode } from 'react'
import { ClientContext, type ReadClient } from './client-context.ts'
import { drawnWith } from './exposure/drawn.ts'
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
  // What an `<Override>` above forces is forced below as well.
  const { wrap } = useContext(ClientContext)
  const inUse = useMemo(() => {
    const own = collecting(client as ReadClient & { readonly bootstrap?: Bootstrap })
    return wrap?.(own) ?? own
  }, [client, wrap])
  // React 18 has no `<ClientContext>` without `.Provider`.
  return <ClientContext.Provider value={inUse}>{children}</ClientContext.Provider>
}

/** Where a server draws, the client of a request notes what is drawn. */
function collecting(client: ReadClient & { readonly bootstrap?: Bootstrap }): ReadClient {
  const drawn = client.bootstrap && drawnWith(client.bootstrap)
  return drawn ? { ...client, drawn: drawn.details } : client
}
