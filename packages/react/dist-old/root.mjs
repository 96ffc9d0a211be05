'use client'
import { t as SluiceProvider } from './SluiceProvider-pF786j_A.mjs'
import { createSluiceClient } from '@sluice/client'
import { useEffect, useRef, useState } from 'react'
import { jsx } from 'react/jsx-runtime'
import { createLocalClient } from '@sluice/client/local'
// src/SluiceRoot.tsx
/** StrictMode makes a state twice; a bootstrap has one client all the same. */
const clients = /* @__PURE__ */ new WeakMap()
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
function SluiceRoot({ bootstrap, children, ...options }) {
  const [client, setClient] = useState(() => clientOf(options, bootstrap))
  const closing = useRef(void 0)
  useEffect(() => {
    clearTimeout(closing.current)
    if (client.status().state === 'closed') setClient(clientOf(options, bootstrap))
    return () => {
      closing.current = setTimeout(() => client.close(), 0)
    }
  }, [client])
  const context = JSON.stringify(bootstrap.context)
  const last = useRef(context)
  useEffect(() => {
    if (context === last.current) return
    last.current = context
    if (bootstrap.context) client.setContext(bootstrap.context)
  }, [client, context, bootstrap])
  return /* @__PURE__ */ jsx(SluiceProvider, {
    client,
    children,
  })
}
function clientOf(options, bootstrap) {
  if (typeof document === 'undefined') return createLocalClient({ bootstrap })
  const last = clients.get(bootstrap)
  if (last && last.status().state !== 'closed') return last
  const client = createSluiceClient({
    ...options,
    bootstrap,
  })
  clients.set(bootstrap, client)
  return client
}
export { SluiceRoot }

//# sourceMappingURL=root.mjs.map
