import type { SluiceClient } from '@sluice/react'
import { SluiceProvider, useGate } from '@sluice/react'
import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { exposingClient } from '../exposing-client.ts'
import { countRender } from '../renders.ts'

let client: SluiceClient

/** Sluice, every flag of which counts when it is seen. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <SluiceProvider client={client}>{children}</SluiceProvider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useGate(flag) ? 'on' : 'off'}</li>
  },
  async start() {
    client = await exposingClient('commit')
  },
  async renew() {
    client.close()
    client = await exposingClient('commit')
  },
}
