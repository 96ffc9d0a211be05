import { GrowthBook, GrowthBookProvider, useFeatureIsOn } from '@growthbook/growthbook-react'
import { drawLive, settings } from './live-page.tsx'

const growthbook = new GrowthBook({
  apiHost: settings.url,
  clientKey: settings.key,
  attributes: { id: 'person-1' },
})
await growthbook.init({ streaming: true, timeout: 2000 })

drawLive(
  ({ children }) => <GrowthBookProvider growthbook={growthbook}>{children}</GrowthBookProvider>,
  () => useFeatureIsOn(settings.flag),
)
