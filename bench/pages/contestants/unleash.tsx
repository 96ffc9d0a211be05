import {
  FlagProvider,
  InMemoryStorageProvider,
  UnleashClient,
  useFlag,
} from '@unleash/proxy-client-react'
import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { isOn, PERSON, service } from '../flags.ts'
import { countRender } from '../renders.ts'

const toggles = () =>
  [...isOn].map(([name, enabled]) => ({
    name,
    enabled,
    impressionData: false,
    variant: { name: 'disabled', enabled: false },
  }))

const answer = (): string => JSON.stringify({ toggles: toggles() })

const client = new UnleashClient({
  url: 'http://127.0.0.1:9/api/frontend',
  clientKey: 'bench',
  appName: 'bench',
  context: { userId: PERSON, properties: { country: 'DE' } },
  disableMetrics: true,
  refreshInterval: 0,
  storageProvider: new InMemoryStorageProvider(),
  bootstrap: toggles(),
  fetch: () => service.respond(),
})

/** Unleash, whose server answers with values. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <FlagProvider unleashClient={client} startClient={false}>
      {children}
    </FlagProvider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useFlag(flag) ? 'on' : 'off'}</li>
  },
  async start() {
    service.body = answer()
    await client.start()
  },
  answer,
  refresh: () => client.updateToggles(),
  repeatContext: () => client.updateContext({ userId: PERSON, properties: { country: 'DE' } }),
  read: (flag) => client.isEnabled(flag),
}
