// @vitest-environment node
import { Suspense, type ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { renderToReadableStream } from 'react-dom/server.browser'
import { afterEach, expect, it, vi } from 'vitest'
import { closeClients, createFakeService, createTestClient, flag } from '../test/service.ts'
import {
  Gate,
  Override,
  SluiceProvider,
  useGate,
  useSluiceStatus,
  useSuspenseGate,
  useSuspenseVariant,
  useVariant,
  useVariantDetails,
  Variant,
  type SluiceClient,
} from './index.ts'

// As on a server, which has no window: the other tests of rendering have one.

afterEach(closeClients)

function Page(): ReactElement {
  const { value, variant, errorCode } = useVariantDetails('checkout-cta', 'Buy now')
  return (
    <main>
      {`${useGate('new-checkout')} ${value} ${variant} ${errorCode} ${useVariant('page-size', 20)} `}
      {`${useSuspenseGate('new-checkout')} ${useSuspenseVariant('checkout-cta', 'Buy now')} `}
      {useSluiceStatus().state}
      <Gate flag="new-checkout" fallback=" old">
        {' new'}
      </Gate>
      <Variant flag="checkout-cta" cases={{ control: ' plain', urgent: ' hurry' }} />
    </main>
  )
}

const page = (client: SluiceClient): ReactElement => (
  <SluiceProvider client={client}>
    <Suspense fallback="waiting">
      <Page />
    </Suspense>
  </SluiceProvider>
)

const bootstrap = {
  flags: [
    flag('new-checkout', true, 'on', { stability: 'mount' }),
    flag('checkout-cta', 'Hurry', 'urgent'),
    flag('page-size', 'of another type', 'large'),
  ],
  version: 1,
  epoch: 'test',
}

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '')

function silentService() {
  const service = createFakeService()
  service.hold()
  return service
}

it('draws what the bootstrap holds, and listens to nothing', () => {
  const client = createTestClient(silentService(), { bootstrap })
  const subscribeFlag = vi.spyOn(client, 'subscribeFlag')
  const subscribe = vi.spyOn(client.store, 'subscribe')
  expect(textOf(renderToString(page(client)))).toBe(
    'true Hurry urgent undefined 20 true Hurry starting new hurry',
  )
  expect(subscribeFlag).not.toHaveBeenCalled()
  expect(subscribe).not.toHaveBeenCalled()
})

it('draws defaults at once without a bootstrap, also when it streams', async () => {
  const client = createTestClient(silentService())
  const text = 'false Buy now undefined PROVIDER_NOT_READY 20 false Buy now starting old plain'
  expect(textOf(renderToString(page(client)))).toBe(text)
  const stream = await renderToReadableStream(page(client))
  await stream.allReady
  expect(textOf(await new Response(stream).text())).toBe(text)
})

it('draws what an override forces, with and without a provider', () => {
  const ui = (
    <Override values={{ 'new-checkout': true, 'checkout-cta': 'Forced', 'page-size': 5 }}>
      <Page />
    </Override>
  )
  const text = 'true Forced undefined undefined 5 true Forced offline new plain'
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(textOf(renderToString(ui))).toBe(text)
  // The status has no override.
  expect(warn).toHaveBeenCalledTimes(1)
  warn.mockRestore()
  const client = createTestClient(silentService())
  expect(textOf(renderToString(<SluiceProvider client={client}>{ui}</SluiceProvider>))).toBe(
    text.replace('offline', 'starting'),
  )
})

it('waits for the code of a treatment when it streams', async () => {
  const client = createTestClient(silentService(), { bootstrap })
  const stream = await renderToReadableStream(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        {async () => () => 'loaded'}
      </Gate>
    </SluiceProvider>,
  )
  await stream.allReady
  expect(textOf(await new Response(stream).text())).toBe('loaded')
})
