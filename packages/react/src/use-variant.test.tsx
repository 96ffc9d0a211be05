import { act, render } from '@testing-library/react'
import { useEffect, type ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useVariant, useVariantDetails } from './index.ts'

it('reads a string, a number and an object', async () => {
  const client = await readyClient([
    flag('checkout-cta', 'Only 2 left', 'urgent'),
    flag('page-size', 0, 'tiny'),
    flag('banner', { text: 'Sale', links: ['/a'] }, 'sale'),
  ])
  function Page(): ReactElement {
    const label = useVariant('checkout-cta', 'Buy now')
    const size = useVariant('page-size', 20)
    const banner = useVariant('banner', { text: 'none', links: [''] })
    return <p>{`${label}, ${size}, ${banner.text} ${banner.links.join()}`}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Page />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('Only 2 left, 0, Sale /a')
})

it('serves the default while the client is not ready', () => {
  const service = createFakeService([flag('checkout-cta', 'Only 2 left', 'urgent')])
  service.hold()
  const client = createTestClient(service)
  function Label(): ReactElement {
    const { value, reason, errorCode } = useVariantDetails('checkout-cta', 'Buy now')
    return <p>{`${value} ${reason} ${errorCode}`}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Label />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('Buy now ERROR PROVIDER_NOT_READY')
})

it('tells variant, reason, rule, version and override', async () => {
  const client = await readyClient([flag('checkout-cta', 'Only 2 left', 'urgent')])
  function Details(): ReactElement {
    return <p>{JSON.stringify(useVariantDetails('checkout-cta', 'Buy now'))}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Details />
    </SluiceProvider>,
  )
  expect(JSON.parse(container.textContent)).toMatchObject({
    key: 'checkout-cta',
    value: 'Only 2 left',
    variant: 'urgent',
    reason: 'SPLIT',
    ruleId: 'split',
    version: 1,
    override: false,
  })
  act(() => client.setOverride('checkout-cta', { value: 'Forced', variant: 'forced' }))
  expect(JSON.parse(container.textContent)).toMatchObject({
    value: 'Forced',
    variant: 'forced',
    reason: 'OVERRIDE',
    override: true,
  })
})

it('keeps details and object values the same object while nothing changes, also with a default made in the render', async () => {
  const service = createFakeService([flag('banner', { text: 'Sale' }, 'sale')])
  const client = await readyClient(service)
  const changed = vi.fn()
  function Banner({ tick }: { tick: number }): ReactElement {
    const banner = useVariant('banner', { text: 'none' })
    const missing = useVariantDetails('missing', 'none')
    useEffect(() => {
      changed()
    }, [banner, missing])
    return <p>{`${banner.text} ${missing.value} ${tick}`}</p>
  }
  const ui = (tick: number) => (
    <SluiceProvider client={client}>
      <Banner tick={tick} />
    </SluiceProvider>
  )
  const { container, rerender } = render(ui(1))
  rerender(ui(2))
  await act(() => client.refresh())
  expect(container.textContent).toBe('Sale none 2')
  expect(changed).toHaveBeenCalledTimes(1)
})

it('settles when a default object made in the render is served', async () => {
  const client = await readyClient([])
  const rendered = vi.fn()
  function Banner(): ReactElement {
    rendered()
    const { value } = useVariantDetails('missing', { text: 'none' })
    return <p>{value.text}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Banner />
    </SluiceProvider>,
  )
  await act(() => client.refresh())
  expect(container.textContent).toBe('none')
  expect(rendered).toHaveBeenCalledTimes(1)
})
