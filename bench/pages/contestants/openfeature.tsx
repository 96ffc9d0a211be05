import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import { OpenFeature, OpenFeatureProvider, useBooleanFlagValue } from '@openfeature/react-sdk'
import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { isOn, PERSON, service } from '../flags.ts'
import { countRender } from '../renders.ts'

const answer = (): string =>
  JSON.stringify({
    flags: [...isOn].map(([key, value]) => ({
      key,
      value,
      variant: value ? 'on' : 'off',
      reason: 'TARGETING_MATCH',
      metadata: {},
    })),
  })

const context = { targetingKey: PERSON, country: 'DE' }
const provider = new OFREPWebProvider({
  baseUrl: 'http://127.0.0.1:9',
  cacheMode: 'disabled',
  changeDetection: 'none',
  fetchImplementation: () => service.respond(),
})

/** OpenFeature's React SDK on its OFREP provider. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <OpenFeatureProvider suspend={false}>{children}</OpenFeatureProvider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useBooleanFlagValue(flag, false) ? 'on' : 'off'}</li>
  },
  async start() {
    service.body = answer()
    await OpenFeature.setProviderAndWait(provider, context)
  },
  answer,
  refresh: () => OpenFeature.setContext({ ...context, time: performance.now() }),
  repeatContext: () => OpenFeature.setContext({ ...context }),
  read: (flag) => OpenFeature.getClient().getBooleanValue(flag, false),
}
