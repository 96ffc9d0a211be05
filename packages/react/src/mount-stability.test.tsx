import { act, render } from '@testing-library/react'
import * as React from 'react'
import { startTransition, Suspense, useState, type ReactElement } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { cta, page, Reader, start } from '../test/kept-cta.tsx'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import {
  Gate,
  Override,
  SluiceProvider,
  useGate,
  useSuspenseVariant,
  useVariant,
  useVariantDetails,
  Variant,
} from './index.ts'

it('keeps the value that each component first showed, until it unmounts', async () => {
  const { client, become } = await start()
  const { container, rerender } = render(page(client, <Reader key="a" />))
  await become(cta('second'))
  expect(container.textContent).toBe('first')
  rerender(
    page(
      client,
      <>
        <Reader key="a" />
        <Reader key="b" />
      </>,
    ),
  )
  expect(container.textContent).toBe('firstsecond')
  await become(cta('third'))
  expect(container.textContent).toBe('firstsecond')
  rerender(page(client, <Reader key="c" />))
  expect(container.textContent).toBe('third')
  expect(client.peek('checkout-cta', 'default').value).toBe('third')
})

it('keeps it for every hook and component', async () => {
  const service = createFakeService([cta('first'), flag('new-checkout', true, 'on')])
  const client = await readyClient(service)
  function Everything(): ReactElement {
    const { variant } = useVariantDetails('checkout-cta', 'default')
    const label = useSuspenseVariant('checkout-cta', 'default')
    return (
      <p>
        {`${variant} ${label} ${useGate('new-checkout')} `}
        <Variant flag="checkout-cta" cases={{ first: 'one', second: 'two' }} />
        <Gate flag="new-checkout">{' open'}</Gate>
      </p>
    )
  }
  service.serve([cta('first'), flag('new-checkout', true, 'on', { stability: 'mount' })])
  await client.refresh()
  const { container } = render(page(client, <Everything />))
  service.serve([cta('second'), flag('new-checkout', false, 'off', { stability: 'mount' })])
  await act(() => client.refresh())
  expect(container.textContent).toBe('first first true one open')
})

it('renders nobody who is kept where they are', async () => {
  const { client, become } = await start()
  const rendered = vi.fn()
  function Counter(): ReactElement {
    rendered()
    return <p>{useVariant('checkout-cta', 'default')}</p>
  }
  render(
    <SluiceProvider client={client}>
      <Counter />
    </SluiceProvider>,
  )
  rendered.mockClear()
  await become(cta('second'))
  expect(rendered).not.toHaveBeenCalled()
})

it('begins with the first value that is served, not with a default', async () => {
  const service = createFakeService([cta('first')])
  const release = service.hold()
  const client = createTestClient(service)
  const { container } = render(page(client, <Reader />))
  expect(container.textContent).toBe('default')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('first')
  service.serve([cta('second')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('first')
})

it('does not begin with the default that stands in for a value of another type', async () => {
  const { client, become } = await start()
  await become(flag('checkout-cta', 5, 'number', { stability: 'mount' }))
  const { container } = render(page(client, <Reader />))
  expect(container.textContent).toBe('default')
  await become(cta('second'))
  expect(container.textContent).toBe('second')
})

it('lets what pierces through at once, and what comes after it', async () => {
  const { client, become } = await start()
  const { container } = render(page(client, <Reader />))
  await become(cta('killed', { pierce: true }))
  expect(container.textContent).toBe('killed')
  await become(cta('second'))
  expect(container.textContent).toBe('second')
  await become(cta('third'))
  expect(container.textContent).toBe('second')
})

it('lets overrides through, and goes on with what was shown before', async () => {
  const { client, become } = await start()
  const { container } = render(page(client, <Reader />))
  await become(cta('second'))
  act(() => client.setOverride('checkout-cta', { value: 'forced' }))
  expect(container.textContent).toBe('forced')
  act(() => client.clearOverrides())
  expect(container.textContent).toBe('first')
})

it('lets a value through when the flag is live by now', async () => {
  const { client, become } = await start()
  const { container } = render(page(client, <Reader />))
  await become(cta('second', { stability: 'live' }))
  expect(container.textContent).toBe('second')
})

it('keeps it below an override of another flag that is written in place', async () => {
  const { client, become } = await start()
  const { container, rerender } = render(
    page(client, <Override values={{ other: true }}>{<Reader />}</Override>),
  )
  await become(cta('second'))
  rerender(page(client, <Override values={{ other: true }}>{<Reader />}</Override>))
  rerender(page(client, <Override values={{ other: true }}>{<Reader />}</Override>))
  expect(container.textContent).toBe('first')
})

it('keeps it when an override around it forces something else by now', async () => {
  const { client, become } = await start()
  const below = (label: string | undefined, other = false) =>
    page(
      client,
      <Override values={{ 'checkout-cta': label, other }}>
        <Everything />
      </Override>,
    )
  function Everything(): ReactElement {
    const label = useSuspenseVariant('checkout-cta', 'default')
    return (
      <>
        <Reader /> {label} <Variant flag="checkout-cta" cases={{ first: 'one', second: 'two' }} />
      </>
    )
  }
  const { container, rerender } = render(below(undefined))
  await become(cta('second'))
  rerender(below(undefined, true))
  expect(container.textContent).toBe('first first one')
  rerender(below('forced', true))
  expect(container.textContent).toBe('forced forced one')
  rerender(below(undefined, true))
  expect(container.textContent).toBe('first first one')
  await become(cta('killed', { pierce: true }))
  rerender(below(undefined))
  expect(container.textContent).toBe('killed killed one')
  await become(cta('second'))
  rerender(below(undefined, true))
  expect(container.textContent).toBe('second second two')
})

it('goes on as it was after a transition to another flag that nobody got to see', async () => {
  const { client, become } = await start()
  const other = flag('other', 'one', 'one', { stability: 'mount' })
  await become(cta('first'), other)
  const never = new Promise<void>(() => {})
  function Never(): ReactElement {
    // oxlint-disable-next-line typescript/only-throw-error -- a promise is how a component suspends
    throw never
  }
  function Mover(): ReactElement {
    const [name, setName] = useState('checkout-cta')
    const [count, setCount] = useState(0)
    return (
      <>
        <button
          type="button"
          aria-label="move"
          onClick={() => startTransition(() => setName('other'))}
        />
        <button type="button" aria-label="draw" onClick={() => setCount(count + 1)} />
        <Suspense>
          <Reader name={name} />
          {name === 'other' ? <Never /> : count}
        </Suspense>
      </>
    )
  }
  const { container } = render(page(client, <Mover />))
  const [move, draw] = container.querySelectorAll('button')
  await become(cta('second'), other)
  await act(async () => move?.click())
  await act(async () => draw?.click())
  expect(container.textContent).toBe('first1')
  await become(cta('third'), other)
  expect(container.textContent).toBe('first1')
})

it('keeps it with another client for the same person, as after a page was hidden for long', async () => {
  const { client, become } = await start()
  const { container, rerender } = render(page(client, <Reader />))
  await become(cta('second'))
  const next = await readyClient([cta('second')], { context: client.context() })
  rerender(page(next, <Reader />))
  expect(container.textContent).toBe('first')
  const other = await readyClient([cta('second')], { context: { targetingKey: 'grace' } })
  rerender(page(other, <Reader />))
  expect(container.textContent).toBe('second')
})

it('keeps it with another client that draws before all of it is loaded', async () => {
  const { client, service, become } = await start()
  const { container, rerender } = render(page(client, <Reader />))
  await become(cta('second'))
  expect(container.textContent).toBe('first')
  const { flags, context } = client.store.getState()
  const other = createTestClient(service, {
    bootstrap: { ...client.status(), flags: [...flags.values()], context },
    context: { targetingKey: 'ada' },
  })
  expect(other.store.keep).toBeUndefined()
  rerender(page(other, <Reader />))
  expect(container.textContent).toBe('first')
  await act(() => other.ready())
  await act(() => other.refresh())
  expect(container.textContent).toBe('first')
})

it('never shows the value of another person', async () => {
  const { service, client, become } = await start()
  const { container } = render(page(client, <Reader />))
  await become(cta('second'))
  const release = service.hold()
  act(() => void client.setContext({ targetingKey: 'grace' }))
  expect(container.textContent).toBe('default')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('second')
})

it('keeps it when the same person gets another attribute', async () => {
  const { service, client } = await start()
  const { container } = render(page(client, <Reader />))
  service.serve([cta('second')])
  await act(() => client.setContext({ targetingKey: 'ada', country: 'DE' }))
  expect(container.textContent).toBe('first')
})

it('begins anew when a component reads another flag', async () => {
  const { client, become } = await start()
  await become(cta('first'), flag('other', 'one', 'one', { stability: 'mount' }))
  const { container, rerender } = render(page(client, <Reader />))
  rerender(page(client, <Reader name="other" />))
  expect(container.textContent).toBe('one')
  await become(cta('second'), flag('other', 'two', 'two', { stability: 'mount' }))
  expect(container.textContent).toBe('one')
  rerender(page(client, <Reader />))
  expect(container.textContent).toBe('second')
})

it('keeps what the server drew, although the browser knows better by then', async () => {
  const service = createFakeService([cta('second')])
  const bootstrap = { flags: [cta('first')], version: 1, epoch: 'test' }
  const container = document.createElement('div')
  container.innerHTML = renderToString(
    page(createTestClient(createFakeService(), { bootstrap }), <Reader />),
  )
  const browser = await readyClient(service, { bootstrap })
  expect(browser.peek('checkout-cta', 'default').value).toBe('second')
  const root = await act(async () => hydrateRoot(container, page(browser, <Reader />)))
  expect(container.textContent).toBe('first')
  act(() => root.unmount())
})
