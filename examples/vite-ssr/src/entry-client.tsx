import { createSluiceClient, readBootstrap, SluiceProvider } from '@sluice/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { clientKey, url } from './settings.ts'

const bootstrap = readBootstrap()
const client = createSluiceClient({
  url,
  clientKey,
  ...(bootstrap && { bootstrap }),
  onError: ({ code, message }) => console.error(`${code}: ${message}`),
})

hydrateRoot(
  document.getElementById('app')!,
  <StrictMode>
    <SluiceProvider client={client}>
      <App />
    </SluiceProvider>
  </StrictMode>,
  { onRecoverableError: (error) => console.error(error) },
)
