import type { SluiceClient } from '@sluice/react'
import { createSluiceClient, SluiceProvider, useGate } from '@sluice/react'
import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { isOn, PERSON, service } from '../flags.ts'
import { countRender } from '../renders.ts'

const answer = () =>
  [...isOn].map(([key, value]) => ({
    key,
    value,
    variant: value ? 'on' : 'off',
    reason: 'TARGETING_MATCH',
    metadata: { version: 1, allocationVersion: 1, ruleId: 'all' },
  }))

let version = 1
const client: SluiceClient = createSluiceClient({
  url: 'http://127.0.0.1:9',
  clientKey: 'sluice_client_bench',
  context: { targetingKey: PERSON, country: 'DE' },
  cache: 'memory',
  stream: false,
  bootstrap: { flags: answer(), version, epoch: 'bench' },
  fetch: () =>
    service.respond({
      ETag: `"${++version}"`,
      'Sluice-Ruleset-Version': `${version}`,
      'Sluice-Epoch': 'bench',
    }),
})

/** Sluice as a page uses it, with a service in the page. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <SluiceProvider client={client}>{children}</SluiceProvider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useGate(flag) ? 'on' : 'off'}</li>
  },
  async start() {
    service.body = JSON.stringify({ flags: answer() })
    await client.ready()
  },
  turnOn: (flag) => client.setOverride(flag, { value: true }),
  takeBack: (flag) => client.removeOverride(flag),
  answer: () => JSON.stringify({ flags: answer() }),
  refresh: () => client.refresh(),
  repeatContext: () => client.setContext({ targetingKey: PERSON, country: 'DE' }),
  read: (flag) => client.peek(flag, false).value,
}
