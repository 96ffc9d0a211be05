import {
  createClient,
  createLDReactProviderWithClient,
  useBoolVariation,
} from '@launchdarkly/react-sdk'
import { drawLive, settings } from './live-page.tsx'

const { url } = settings
const client = createClient(
  settings.key,
  { kind: 'user', key: 'person-1' },
  {
    baseUri: url,
    streamUri: url,
    eventsUri: url,
    sendEvents: false,
    diagnosticOptOut: true,
    fetchGoals: false,
    streaming: true,
  },
)
await client.start()

drawLive(createLDReactProviderWithClient(client), () => useBoolVariation(settings.flag, false))
