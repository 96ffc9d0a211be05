import { act } from '@testing-library/react'
import { StrictMode, type ReactElement, type ReactNode } from 'react'
import { SluiceProvider, useVariant, type SluiceClient } from '../src/index.ts'
import { createFakeService, flag, readyClient, type FakeService } from './service.ts'

/** A flag that each component keeps from its mount on. */
export const cta = (
  variant: string,
  metadata: Parameters<typeof flag>[3] = {},
): ReturnType<typeof flag> =>
  flag('checkout-cta', variant, variant, { stability: 'mount', ...metadata })

export function Reader({ name = 'checkout-cta' }: { name?: string }): ReactElement {
  return <p>{useVariant(name, 'default')}</p>
}

export const page = (client: SluiceClient, children: ReactNode): ReactElement => (
  <StrictMode>
    <SluiceProvider client={client}>{children}</SluiceProvider>
  </StrictMode>
)

/** A client that has the first variant, and a service that makes others of it. */
export async function start(): Promise<{
  readonly service: FakeService
  readonly client: SluiceClient
  readonly become: (...flags: ReturnType<typeof flag>[]) => Promise<void>
}> {
  const service = createFakeService([cta('first')])
  const client = await readyClient(service, { context: { targetingKey: 'ada' } })
  const become = async (...flags: ReturnType<typeof flag>[]): Promise<void> => {
    service.serve(flags)
    await act(() => client.refresh())
  }
  return { service, client, become }
}
