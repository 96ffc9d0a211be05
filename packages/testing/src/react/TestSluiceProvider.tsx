import { SluiceProvider } from '@sluice/react'
import { useLayoutEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import type { TestClientOptions } from '../client/options.ts'
import { createTestClient, type TestClient } from '../client/test-client.ts'

/** What `TestSluiceProvider` takes. */
export interface TestSluiceProviderProps extends TestClientOptions {
  /** One made by `createTestClient`; the other props are ignored then. Default: a client of its own. */
  readonly client?: TestClient
  readonly children?: ReactNode
}

/**
 * Gives what is below the flags that a test names. Other `flags`, `variants` or
 * another `status` in a later render are what a service sends later; everything else
 * is taken from the first render.
 *
 * @example
 * render(
 *   <TestSluiceProvider flags={{ 'new-checkout': true }}>
 *     <Checkout />
 *   </TestSluiceProvider>,
 * )
 */
export function TestSluiceProvider({
  client: given,
  children,
  ...options
}: TestSluiceProviderProps): ReactElement {
  const [own] = useState(() => given ?? createTestClient(options))
  const client = given ?? own
  const { flags, variants, status } = options
  const named = JSON.stringify([flags, variants, status])
  const drawn = useRef(named)
  useLayoutEffect(() => {
    if (drawn.current === named) return
    drawn.current = named
    if (flags) client.setFlags(flags)
    if (variants) client.setVariants(variants)
    if (status) client.setStatus(status)
    // oxlint-disable-next-line react/exhaustive-deps -- `named` is what they say
  }, [client, named])
  return <SluiceProvider client={client}>{children}</SluiceProvider>
}
