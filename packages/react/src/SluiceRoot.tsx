import { createSluiceClient, type Bootstrap, type SluiceClient } from '@sluice/client'
import { createLocalClient } from '@sluice/client/local'
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { SluiceProvider } from './SluiceProvider.tsx'

/** What `SluiceRoot` takes: nothing but what can go from a server component to a client component. */
export interface SluiceRootProps {
  /** Where the browser finds the service. */
  readonly url: string
  /** A client key: may evaluate, is no secret. */
  readonly clientKey: string
  /** What `evaluateFlags` gave for this request. */
  readonly bootstrap: Bootstrap
  readonly children?: ReactNode
}

/** StrictMode makes a state twice; a bootstrap has one client all the same. */
const clients = new WeakMap<Bootstrap, SluiceClient>()

/**
 * Provides the flags of a request on both sides: on the server a client that
 * holds its values and asks nobody, in the browser one that starts with them and
 * stays in step with the service. For apps with server components, whose layout
 * cannot hold a client.
 *
 * When the server draws again for another context, as after signing in, the
 * client follows.
 *
 * @example
 * <SluiceRoot url={url} clientKey={clientKey} bootstrap={flags.bootstrap}>{children}</SluiceRoot>
 */
export function SluiceRoot({ url, clientKey, bootstrap, children }: SluiceRootProps): ReactElement {
  const [client, setClient] = useState(() => clientOf(url, clientKey, bootstrap))

  // Closes the client with the tree, unless the tree comes back at once, as in StrictMode.
  const closing = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    clearTimeout(closing.current)
    // Shown again after it was hidden for longer.
    if (client.status().state === 'closed') setClient(clientOf(url, clientKey, bootstrap))
    return () => {
      closing.current = setTimeout(() => client.close(), 0)
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the rest is what a client begins with
  }, [client])

  const context = JSON.stringify(bootstrap.context)
  const last = useRef(context)
  useEffect(() => {
    if (context === last.current) return
    last.current = context
    if (bootstrap.context) void client.setContext(bootstrap.context)
  }, [client, context, bootstrap])

  return <SluiceProvider client={client}>{children}</SluiceProvider>
}

function clientOf(url: string, clientKey: string, bootstrap: Bootstrap): SluiceClient {
  if (typeof document === 'undefined') return createLocalClient({ bootstrap })
  const last = clients.get(bootstrap)
  if (last && last.status().state !== 'closed') return last
  const client = createSluiceClient({ url, clientKey, bootstrap })
  clients.set(bootstrap, client)
  return client
}
