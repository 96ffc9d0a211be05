import { FlagProvider, UnleashClient, useFlag } from '@unleash/proxy-client-react'
import { drawLive, settings } from './live-page.tsx'

const client = new UnleashClient({
  url: `${settings.url}/api/frontend`,
  clientKey: settings.key,
  appName: 'bench',
  disableMetrics: true,
  refreshInterval: 1,
})
await client.start()

drawLive(
  ({ children }) => (
    <FlagProvider unleashClient={client} startClient={false}>
      {children}
    </FlagProvider>
  ),
  () => useFlag(settings.flag),
)
