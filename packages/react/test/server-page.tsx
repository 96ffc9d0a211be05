import { createLocalClient } from '@sluice/client/local'
import { StrictMode, type ReactElement, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'
import {
  createSluiceClient,
  readBootstrap,
  SluiceProvider,
  type SluiceClient,
  type SluiceClientOptions,
} from '../src/index.ts'
import {
  bootstrapHtml,
  evaluateFlags,
  exposuresHtml,
  type DrawnReport,
} from '../src/server/index.ts'
import { createCollector, type Collector } from './collector.ts'
import { createFakeService, flag } from './service.ts'

/** A page that a server drew. */
export interface ServerPage {
  /** The app, and what carries its values. */
  readonly html: string
  /** What reports what was drawn. */
  readonly report: string
  readonly collector: Collector
  /** Wakes the page up as a browser does. */
  hydrate(container: Element, options?: Partial<SluiceClientOptions>): Promise<SluiceClient>
}

let pages = 0

/** Draws a page on a server of its own. */
export function drawPage(app: ReactNode, options: Partial<DrawnReport> = {}): ServerPage {
  const flags = evaluateFlags(
    {
      evaluateAll: (context) => ({
        flags: [flag('checkout-cta', 'Hurry', 'urgent'), flag('new-checkout', true)],
        version: 1,
        epoch: 'test',
        context,
      }),
    },
    { targetingKey: 'ada', anonymousKey: 'of-a-cookie' },
  )
  const url = options.url ?? `http://drawn-${pages++}.test`
  const service = createFakeService(flags.bootstrap.flags as never)
  const collector = createCollector(service)
  const tree = (client: SluiceClient): ReactElement => (
    <StrictMode>
      <SluiceProvider client={client}>{app}</SluiceProvider>
    </StrictMode>
  )
  const drawn = renderToString(tree(createLocalClient({ bootstrap: flags.bootstrap })))
  return {
    html: `${bootstrapHtml(flags)}<div id="app">${drawn}</div>`,
    report: exposuresHtml({
      flags,
      url,
      clientKey: 'sluice_client_test',
      consent: 'granted',
      ...options,
    }),
    collector,
    async hydrate(container, more) {
      const bootstrap = readBootstrap()
      const client = createSluiceClient({
        url,
        clientKey: 'sluice_client_test',
        cache: 'memory',
        stream: false,
        fetch: collector.fetch,
        consent: 'granted',
        ...(bootstrap && { bootstrap }),
        ...more,
      })
      const root = hydrateRoot(container, tree(client))
      await client.ready()
      opened.push(() => {
        root.unmount()
        client.close()
      })
      return client
    },
  }
}

const opened: (() => void)[] = []

/** Closes what was hydrated. */
export function closePages(): void {
  for (const close of opened.splice(0)) close()
}
