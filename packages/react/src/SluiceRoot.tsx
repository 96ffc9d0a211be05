import {
  createSluiceClient,
  type Bootstrap,
  type SluiceClient,
  type SluiceClientOptions,
} from '@sluice/client'
import { collectDrawn, drawnWith } from '@sluice/client/exposures'
import { createLocalClient } from '@sluice/client/local'
import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { exposeDrawn } from './hydration/drawn-exposures.ts'
import { BOOTSTRAP_ID } from './hydration/bootstrap-element.ts'
import { hydrated } from './hydration/hydrated.ts'
import { drawnScripts, type DrawnReport } from './server/exposures-html.ts'
import { inlineJson } from './server/bootstrap-html.ts'
import { InlineScript } from './server/InlineScript.tsx'
import { DrawnReportScripts } from './server/SluiceExposures.tsx'
import { SluiceProvider } from './SluiceProvider.tsx'
import { useCommit } from './use-commit.ts'

/** What `SluiceRoot` takes: options of the client. From a server component those that are no functions. */
export interface SluiceRootProps extends Omit<SluiceClientOptions, 'bootstrap' | 'context'> {
  /** What `evaluateFlags` gave for this request; its context is the client's. */
  readonly bootstrap: Bootstrap
  /** Of the page's Content-Security-Policy, for the script that reports what a server drew. */
  readonly nonce?: string | undefined
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
 * When the server draws again for another context than the time before, as after
 * signing in, the client follows, with the values that the server evaluated for it; what
 * the page sets itself stays until then. Hidden and shown again, it goes on as it was.
 *
 * @example
 * <SluiceRoot url={url} clientKey={clientKey} bootstrap={flags.bootstrap}>{children}</SluiceRoot>
 */
export function SluiceRoot({
  bootstrap,
  nonce,
  children,
  ...options
}: SluiceRootProps): ReactElement {
  const [client, setClient] = useState(() => clientOf(options, bootstrap))

  // Closes the client with the tree, unless the tree comes back at once, as in StrictMode.
  const closing = useRef<ReturnType<typeof setTimeout>>(undefined)
  const next = useRef<SluiceClient>(undefined)
  useEffect(() => {
    clearTimeout(closing.current)
    // Shown again after it was hidden for longer. StrictMode comes here twice for one client.
    if (isClosed(client)) {
      if (!next.current || isClosed(next.current))
        next.current = clientOf({ ...options, consent: client.consent() }, valuesOf(client))
      setClient(next.current)
    }
    return () => {
      closing.current = setTimeout(() => client.close(), 0)
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the rest is what a client begins with
  }, [client])

  return (
    <SluiceProvider client={client}>
      <Follower client={client} bootstrap={bootstrap} />
      {children}
      <DrawnBefore {...options} nonce={nonce} flags={{ bootstrap }} />
    </SluiceProvider>
  )
}

/**
 * Takes over another context and its values in the commit that draws what the server
 * drew for it. Stands before the app, so that nothing of it is exposed to whoever was there before.
 */
function Follower({
  client,
  bootstrap,
}: {
  readonly client: SluiceClient
  readonly bootstrap: Bootstrap
}): null {
  const context = JSON.stringify(bootstrap.context)
  const [last, setLast] = useState(context)
  useCommit(() => {
    // What comes while a page is hidden waits for its next client.
    if (context === last || isClosed(client)) return
    // Drawn again at once, so that what is new on the page listens before it is painted.
    setLast(context)
    if (bootstrap.context) void client.setContext(bootstrap.context, bootstrap)
  }, [client, context, last, bootstrap])
  return null
}

/** What is known of the page when its app is drawn. */
interface DrawnBehind extends Omit<DrawnReport, 'consent'> {
  readonly consent?: DrawnReport['consent'] | undefined
}

/** Stands behind the app, so that a server knows by then what it drew. */
function DrawnBefore(report: DrawnBehind): ReactElement {
  const { flags, nonce, consent } = report
  return (
    <>
      {flags.bootstrap.defaults && (
        // For the report of somebody who develops.
        <InlineScript
          id={BOOTSTRAP_ID}
          type="application/json"
          nonce={nonce}
          text={inlineJson(flags.bootstrap)}
        />
      )}
      {consent === 'granted' && (
        <DrawnReportScripts scripts={drawnScripts(report as DrawnReport)} nonce={nonce} />
      )}
    </>
  )
}

function clientOf(options: SluiceClientOptions, bootstrap: Bootstrap): SluiceClient {
  if (typeof document === 'undefined') {
    // What `evaluateFlags` gave came here as a copy.
    if (!drawnWith(bootstrap)) collectDrawn(bootstrap)
    return createLocalClient({ bootstrap })
  }
  const last = clients.get(bootstrap)
  if (last && !isClosed(last)) return last
  hydrated.expose = exposeDrawn
  const client = createSluiceClient({ ...options, bootstrap })
  clients.set(bootstrap, client)
  return client
}

/** What a client shows, for the one that takes its place. */
function valuesOf(client: SluiceClient): Bootstrap {
  const { flags, context } = client.store.getState()
  return { ...client.status(), flags: [...flags.values()], context }
}

function isClosed(client: SluiceClient): boolean {
  return client.status().state === 'closed'
}
