import { StrictMode, Suspense, type ReactElement } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { beforeEach, expect, it } from 'vitest'
import { whatIsHeld, type Held } from '../test/memory.ts'
import {
  closeClients,
  createFakeService,
  createTestClient,
  flag,
  readyClient,
} from '../test/service.ts'
import '../test/strict-page.ts'
import {
  Gate,
  SluiceProvider,
  useGate,
  useSluiceStatus,
  useSuspenseVariant,
  useVariantDetails,
  Variant,
  type SluiceClient,
} from './index.ts'

const MOST_BYTES = 2 * 1024 * 1024

beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
})

const flags = [
  flag('new-checkout', true, 'on', { stability: 'mount' }),
  flag('checkout-cta', 'Hurry', 'urgent'),
]

function Page(): ReactElement {
  const isOpen = useGate('new-checkout')
  const { variant } = useVariantDetails('checkout-cta', 'Buy now')
  const label = useSuspenseVariant('checkout-cta', 'Buy now')
  return (
    <main>
      {`${isOpen} ${variant} ${label} ${useSluiceStatus().state}`}
      <Gate flag="new-checkout">new</Gate>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: 'hurry' }} />
    </main>
  )
}

const page = (client: SluiceClient): ReactElement => (
  <SluiceProvider client={client}>
    <Suspense>
      <Page />
    </Suspense>
  </SluiceProvider>
)

/** Looks more than once, because whoever runs the tests has timers too. */
async function expectNothingMore(before: Held): Promise<void> {
  let after = await whatIsHeld()
  const isMore = (): boolean =>
    after.resources.join() !== before.resources.join() ||
    after.heapBytes - before.heapBytes > MOST_BYTES
  for (let look = 0; look < 20 && isMore(); look += 1) after = await whatIsHeld()
  expect(after.resources).toEqual(before.resources)
  expect(after.heapBytes - before.heapBytes).toBeLessThan(MOST_BYTES)
}

/** Counts who listens to a client. */
function countListeners(client: SluiceClient): () => number {
  let listeners = 0
  const count = <A extends unknown[]>(listen: (...args: A) => () => void) => {
    return (...args: A): (() => void) => {
      const stop = listen(...args)
      listeners += 1
      return () => {
        listeners -= 1
        stop()
      }
    }
  }
  client.subscribeFlag = count(client.subscribeFlag)
  client.onError = count(client.onError)
  client.store.subscribe = count(client.store.subscribe)
  return () => listeners
}

it.each([
  ['', (client: SluiceClient) => page(client)],
  [' in StrictMode', (client: SluiceClient) => <StrictMode>{page(client)}</StrictMode>],
])('holds nothing after 10,000 mounts and unmounts%s', async (_, ui) => {
  const client = await readyClient(flags)
  const listeners = countListeners(client)
  const root = createRoot(document.createElement('div'))
  const mount = (rounds: number): void => {
    for (let round = 0; round < rounds; round += 1) {
      flushSync(() => root.render(ui(client)))
      flushSync(() => root.render(null))
    }
  }
  flushSync(() => root.render(ui(client)))
  await new Promise((resolve) => {
    setTimeout(resolve)
  })
  expect(listeners()).toBeGreaterThan(5)
  flushSync(() => root.render(null))
  mount(1000)
  const before = await whatIsHeld()
  mount(10_000)
  expect(listeners()).toBe(0)
  await expectNothingMore(before)
  root.unmount()
})

it('holds nothing after 10,000 renders on a server', async () => {
  const service = createFakeService(flags)
  const bootstrap = { flags, version: 1, epoch: 'test' }
  const draw = (rounds: number): void => {
    for (let round = 0; round < rounds; round += 1) {
      const client = createTestClient(service, { bootstrap, context: { targetingKey: `${round}` } })
      const html = renderToString(page(client))
      closeClients()
      if (!html.includes('true urgent Hurry')) throw new Error(html)
    }
  }
  draw(1000)
  const before = await whatIsHeld()
  draw(10_000)
  await expectNothingMore(before)
})
