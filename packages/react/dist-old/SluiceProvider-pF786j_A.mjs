'use client'
import { createContext, useContext, useEffect, useMemo } from 'react'
import { toDetails } from '@sluice/core/reading'
import { jsx } from 'react/jsx-runtime'
// src/client-context.ts
/** Serves a default, for want of an answer. */
const unanswered = (key, defaultValue, errorCode = 'PROVIDER_NOT_READY') =>
  toDetails(
    {
      key,
      reason: 'ERROR',
      errorCode,
      metadata: {},
    },
    defaultValue,
  )
let warned = false
/** Tells, once a page, that something has no provider above it, and what to do. */
function warnOfMissingProvider() {
  if (warned) return
  warned = true
  console.warn(
    'Sluice: flags serve their defaults until the app is wrapped in <SluiceProvider client={createSluiceClient({ url, clientKey })}>',
  )
}
const STATE = { context: {} }
const getState = () => STATE
/** Reads where there is no provider. */
const readUnprovided = (key, defaultValue) => {
  warnOfMissingProvider()
  return unanswered(key, defaultValue)
}
/** Stands where there is no provider: holds nothing. */
const UNPROVIDED = {
  store: {
    getState,
    getInitialState: getState,
  },
  peek: readUnprovided,
  first: readUnprovided,
  subscribeFlag: () => () => {},
}
/** The client that the nearest `SluiceProvider` was given, as it is read here. */
const ClientContext = createContext(UNPROVIDED)
// src/hydration/use-hydration-report.ts
const compared = /* @__PURE__ */ new WeakSet()
/**
 * In development, tells the client's `onError` when what the server drew is not
 * what this browser hydrates.
 */
function useHydrationReport(client) {
  useEffect(() => {
    try {
      if (process.env.NODE_ENV !== 'production' && !compared.has(client)) {
        compared.add(client)
        import('./report-disagreement-BVJQut8_.mjs').then(({ reportDisagreement }) =>
          reportDisagreement(client),
        )
      }
    } catch {}
  }, [client])
}
// src/SluiceProvider.tsx
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
function SluiceProvider({ client, children }) {
  useHydrationReport(client)
  const { wrap } = useContext(ClientContext)
  const inUse = useMemo(() => wrap?.(client) ?? client, [client, wrap])
  return /* @__PURE__ */ jsx(ClientContext.Provider, {
    value: inUse,
    children,
  })
}
export {
  unanswered as a,
  readUnprovided as i,
  ClientContext as n,
  warnOfMissingProvider as o,
  UNPROVIDED as r,
  SluiceProvider as t,
}

//# sourceMappingURL=SluiceProvider-pF786j_A.mjs.map
