import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import { OpenFeature, OpenFeatureProvider, useBooleanFlagValue } from '@openfeature/react-sdk'
import { drawLive, settings } from './live-page.tsx'

const provider = new OFREPWebProvider({
  baseUrl: settings.url,
  headers: [['Authorization', `Bearer ${settings.key}`]],
  cacheMode: 'disabled',
})
await OpenFeature.setProviderAndWait(provider, { targetingKey: 'person-1' })

drawLive(
  ({ children }) => <OpenFeatureProvider suspend={false}>{children}</OpenFeatureProvider>,
  () => useBooleanFlagValue(settings.flag, false),
)
