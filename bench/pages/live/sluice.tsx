import { createSluiceClient, SluiceProvider, useGate } from '@sluice/react'
import { drawLive, settings } from './live-page.tsx'

const client = createSluiceClient({
  url: settings.url,
  clientKey: settings.key,
  context: { targetingKey: 'person-1' },
})

drawLive(
  ({ children }) => <SluiceProvider client={client}>{children}</SluiceProvider>,
  () => useGate(settings.flag),
)
