import { createLocalClient } from '@sluice/client/local'
import { SluiceProvider, useGate } from '@sluice/react'
import type { ReactNode } from 'react'
import type { PageContestant } from '../contestant.ts'
import { isOn } from '../flags.ts'
import { countRender } from '../renders.ts'

const client = createLocalClient({ values: Object.fromEntries(isOn) })

/** Sluice with a client that stores nothing. */
export const contestant: PageContestant = {
  Provider: ({ children }: { readonly children: ReactNode }) => (
    <SluiceProvider client={client}>{children}</SluiceProvider>
  ),
  Reader({ flag }) {
    countRender()
    return <li>{useGate(flag) ? 'on' : 'off'}</li>
  },
  start() {},
  turnOn: (flag) => client.setOverride(flag, { value: true }),
  takeBack: (flag) => client.removeOverride(flag),
}
