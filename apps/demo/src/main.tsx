import { SluiceDevtools } from '@sluice/devtools'
import { SluiceProvider } from '@sluice/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { devtools } from './devtools.ts'
import { arrivesAs, client } from './gates.ts'
import { Shop } from './Shop.tsx'
import './stay-open.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/buttons.css'

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no element #root to draw the shop in.')

// Never rejects and never takes long: without a service the shop opens with its defaults.
await client.ready()

createRoot(root).render(
  <StrictMode>
    <SluiceProvider client={client}>
      <Shop arrivesAs={arrivesAs} />
      <SluiceDevtools {...devtools} />
    </SluiceProvider>
  </StrictMode>,
)

// After the page is drawn: how fast it was is measured, and nothing waits for that.
void import('@sluice/client/vitals').then(({ recordVitals }) => recordVitals(client))
