import type { SluiceClient } from '@sluice/react'
import { SluiceProvider, useGate } from '@sluice/react'
import type { ReactNode } from 'react'
import type { PageContestant } from './contestant.ts'
import { exposingClient } from './exposing-client.ts'
import { countRender } from './renders.ts'

/**
 * Makes a page of Sluice whose readers nobody has seen yet.
 *
 * @param exposure - when its flags count as seen
 */
export function exposingContestant(exposure: 'commit' | 'off'): PageContestant {
  let client: SluiceClient
  return {
    Provider: ({ children }: { readonly children: ReactNode }) => (
      <SluiceProvider client={client}>{children}</SluiceProvider>
    ),
    Reader({ flag }) {
      countRender()
      return <li>{useGate(flag) ? 'on' : 'off'}</li>
    },
    async start() {
      client = await exposingClient(exposure)
    },
    async renew() {
      client.close()
      client = await exposingClient(exposure)
    },
  }
}
