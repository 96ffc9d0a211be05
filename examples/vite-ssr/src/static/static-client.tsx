import { createSluiceClient, SluiceProvider } from '@sluice/react'
import { readAnonymousKey } from '@sluice/react/server'
import { hydrateRoot } from 'react-dom/client'
import { clientKey, url } from '../settings.ts'
import { StaticPage } from './StaticPage.tsx'

// Whom a drawn page has met already is the same person here.
const anonymousKey = readAnonymousKey(document.cookie)
const client = createSluiceClient({
  url,
  clientKey,
  ...(anonymousKey !== undefined && { context: { anonymousKey } }),
})

hydrateRoot(
  document.getElementById('app')!,
  <SluiceProvider client={client}>
    <StaticPage />
  </SluiceProvider>,
  { onRecoverableError: (error) => console.error(error) },
)
