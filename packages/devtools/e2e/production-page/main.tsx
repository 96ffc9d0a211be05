import { mountDevtools } from '@sluice/devtools/production'
import { createSluiceClient, Gate, SluiceProvider, Variant } from '@sluice/react'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'

declare const __SERVICE__: string

const query = new URLSearchParams(location.search)
const client = createSluiceClient({
  url: query.get('service') ?? __SERVICE__,
  clientKey: 'sluice_client_demo',
  context: { targetingKey: 'ada', country: 'DE' },
  readyTimeoutMs: 5000,
})
Object.assign(window, { client })
mountDevtools(client, { appVersion: '1.2.3' })
if (query.has('twice')) mountDevtools(client)

const Dialogs = lazy(() =>
  import('../page/Dialogs.tsx').then((part) => ({ default: part.Dialogs })),
)

const root = document.querySelector('#root')
if (!root) throw new Error('There is no #root.')
createRoot(root).render(
  <StrictMode>
    <SluiceProvider client={client}>
      <main>
        <h1>A page in production</h1>
        <Gate flag="layout" fallback={<p id="layout">Old layout</p>}>
          <p id="layout">New layout</p>
        </Gate>
        <Variant
          flag="cta"
          cases={{ plain: <p id="case">plain case</p>, warm: <p id="case">warm case</p> }}
        />
        <p>
          <input aria-label="A field of the page" id="field" />
        </p>
        <Suspense>{query.has('dialog') && <Dialogs by={query.get('dialog') ?? ''} />}</Suspense>
      </main>
    </SluiceProvider>
  </StrictMode>,
)
