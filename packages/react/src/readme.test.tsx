import { createRoot } from 'react-dom/client'
import { beforeEach, expect, it, vi } from 'vitest'
import readme from '../README.md?raw'
import { createCollector } from '../test/collector.ts'
import { Loaded, Offer, Order, Price, Teaser, Waiting } from '../test/examples.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider } from './index.ts'

// As apps have it, in which React schedules its own work.
beforeEach(() => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  document.body.innerHTML = '<div id="app"></div>'
})

it('shows a first gate that works', async () => {
  const firstGate = await import('../test/first-gate.tsx?raw')
  expect(readme).toContain(firstGate.default)
  const service = createFakeService([flag('new-checkout', true)])
  vi.stubGlobal('fetch', service.fetch)
  await import('../test/first-gate.tsx')
  await vi.waitFor(() => expect(document.body.textContent).toBe('The new checkout'))
})

it('shows how to wait, to load and to guard a component, in ways that work', async () => {
  const client = await readyClient([
    flag('new-checkout', true),
    flag('checkout-cta', 'Hurry', 'urgent'),
  ])
  const root = createRoot(document.getElementById('app')!)
  root.render(
    <SluiceProvider client={client}>
      <Waiting />
      <Loaded price={5} />
      <Price price={6} />
    </SluiceProvider>,
  )
  const all = 'HurryThe new checkoutOnly 2 left for 5only 6'
  await vi.waitFor(() => expect(document.body.textContent).toBe(all))
  root.unmount()
})

it('shows how to say what was seen, and what came of it, in ways that work', async () => {
  const service = createFakeService([flag('checkout-cta', 'Hurry', 'urgent')])
  const collector = createCollector(service)
  const client = await readyClient(service, { fetch: collector.fetch, events: true })
  const root = createRoot(document.getElementById('app')!)
  root.render(
    <SluiceProvider client={client}>
      <Order sum={5} />
      <Offer />
      <Teaser />
    </SluiceProvider>,
  )
  await vi.waitFor(() => expect(document.body.textContent).toBe('OrderOfferHurryHurry'))
  document.querySelector('button')?.click()
  document.querySelector('details')?.dispatchEvent(new Event('toggle'))
  await vi.waitFor(() => expect(collector.outcomes()).toMatchObject([{ value: 5 }]))
  await vi.waitFor(() => expect(collector.exposures()).toMatchObject([{ phase: 'manual' }]))
  root.unmount()
})
