import { createSluiceClient, Gate, SluiceProvider, useVariant } from '@sluice/react'
import { setupWorker } from 'msw/browser'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { manifest } from '../../test/manifest.ts'
import { createSluiceService, sluiceHandlers } from '../msw.ts'
import '../vitest.ts'

const service = createSluiceService({
  ruleset: manifest,
  variants: { 'checkout-cta': 'control' },
})
const worker = setupWorker(...sluiceHandlers(service))

beforeAll(async () => {
  await worker.start({ quiet: true, onUnhandledFrame: 'bypass' })
})
afterAll(() => worker.stop())

function Buy(): ReactNode {
  return (
    <Gate flag="new-checkout" fallback="old">
      new: {useVariant('checkout-cta', '')}
    </Gate>
  )
}

it('serves a page, tells it of changes by a stream, and receives what it records', async () => {
  const client = createSluiceClient({
    url: 'https://gates.example',
    clientKey: 'any',
    cache: 'memory',
    context: { targetingKey: 'ada', country: 'NO' },
  })
  document.body.innerHTML = '<div id="app"></div>'
  const root = createRoot(document.getElementById('app')!)
  root.render(
    <SluiceProvider client={client}>
      <Buy />
    </SluiceProvider>,
  )
  await expect.poll(() => document.body.textContent).toBe('new: Buy now')
  await expect.poll(() => client.status().stream).toBe('open')

  service.setFlags({ 'new-checkout': false })
  await expect.poll(() => document.body.textContent).toBe('old')

  await expect.poll(() => service.exposures().length).toBeGreaterThanOrEqual(3)
  expect(service).toHaveExposedOnce('checkout-cta', 'control')
  expect(service).toHaveExposedOnce('new-checkout', 'on')
  expect(service).toHaveExposedOnce('new-checkout', 'off')
  root.unmount()
  client.close()
})
