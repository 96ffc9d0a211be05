import { createSluiceClient } from '@sluice/client'
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCollector } from '../../test/collector.ts'
import { createFakeService, flag } from '../../test/service.ts'
import { Gate, SluiceProvider, useVariant } from '../index.ts'

// Pages as visitors have them, so nobody acts for React.
beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
})

afterEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

function Cta(): ReactElement {
  return <p>{useVariant('checkout-cta', 'Buy now')}</p>
}

it('begins a grant after a denial with what is on the screen, for nobody who was there before', async () => {
  const collector = createCollector(
    createFakeService([flag('checkout-cta', 'Hurry', 'urgent'), flag('new-checkout', true)]),
  )
  collector.cutOff(true)
  const client = createSluiceClient({
    url: 'http://withdrawn.test',
    clientKey: 'sluice_client_test',
    stream: false,
    consent: 'granted',
    fetch: collector.fetch,
  })
  await client.ready()
  const old = client.context()['anonymousKey'] as string
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container)
  root.render(
    <SluiceProvider client={client}>
      <Cta />
      <Gate flag="new-checkout">new</Gate>
    </SluiceProvider>,
  )
  await vi.waitUntil(() => client.exposures().length === 2)
  expect(JSON.stringify(localStorage)).toContain(old)

  client.setConsent('denied')
  expect(JSON.stringify(localStorage)).not.toContain(old)
  await vi.waitUntil(() => container.textContent === 'Hurrynew')
  const own = client.context()['anonymousKey']
  expect(own).not.toBe(old)

  collector.cutOff(false)
  client.setConsent('granted')
  await vi.waitUntil(() => collector.exposures().length >= 2, { timeout: 10_000 })
  expect(collector.exposures().map((event) => [event.flag, event.units['anonymousKey']])).toEqual([
    ['checkout-cta', own],
    ['new-checkout', own],
  ])
  expect(JSON.stringify([localStorage, sessionStorage, collector.bodies])).not.toContain(old)
  root.unmount()
  client.close()
  container.remove()
})
