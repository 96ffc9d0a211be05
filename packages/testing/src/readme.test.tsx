import { setupServer } from 'msw/node'
import { createSluiceClient, Gate, useTrack, useVariant } from '@sluice/react'
import { fireEvent, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSluiceService, sluiceHandlers } from './msw.ts'
import { renderWithFlags } from './react.ts'
import { describeVariants } from './vitest.ts'

function Checkout(): ReactElement {
  const track = useTrack()
  const label = useVariant('checkout-cta', 'Buy now')
  return (
    <Gate flag="new-checkout" fallback={<p>The checkout as it is</p>}>
      <button type="button" onClick={() => track('ordered', { value: 5 })}>
        {label}
      </button>
    </Gate>
  )
}

it('orders with the words of the experiment', () => {
  const { sluice } = renderWithFlags(<Checkout />, {
    flags: { 'new-checkout': true, 'checkout-cta': 'Only 2 left' },
  })
  fireEvent.click(screen.getByRole('button', { name: 'Only 2 left' }))

  expect(sluice).toHaveExposedOnce('new-checkout', 'on')
  expect(sluice).toHaveTracked('ordered', { value: 5 })

  sluice.setFlags({ 'new-checkout': false })
  expect(screen.getByText('The checkout as it is')).toBeDefined()
})

describeVariants(
  { 'new-checkout': ['on', 'off'], 'checkout-cta': ['control', 'urgent'] },
  ({ variants }) => {
    it('draws a checkout', () => {
      renderWithFlags(<Checkout />, { variants })
      expect(document.body.textContent).not.toBe('')
    })
  },
)

describe('a service', () => {
  const service = createSluiceService({ flags: { 'new-checkout': true } })
  const server = setupServer(...sluiceHandlers(service))

  beforeAll(() => server.listen())
  afterEach(() => service.reset())
  afterAll(() => server.close())

  it('goes on with what it has when the service is down', async () => {
    const client = createSluiceClient({ url: 'https://gates.example', clientKey: 'any' })
    await client.ready()
    service.fail('network')
    await client.refresh()
    expect(client.status().state).toBe('stale')
    expect(client.peek('new-checkout', false).value).toBe(true)
    client.close()
  })

  it('hears what was recorded', async () => {
    const client = createSluiceClient({ url: 'https://gates.example', clientKey: 'any' })
    client.track('ordered')
    await vi.waitFor(() => expect(service).toHaveTracked('ordered'))
    client.close()
  })
})
