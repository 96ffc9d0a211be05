import { createLocalClient } from '@sluice/client/local'
import { act, render, type RenderResult } from '@testing-library/react'
import { startTransition, StrictMode, Suspense, type ReactElement, type ReactNode } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import {
  Override,
  SluiceProvider,
  useGate,
  useSuspenseGate,
  useSuspenseVariant,
  type SluiceClient,
} from './index.ts'

let root: Root | undefined
afterEach(() => {
  act(() => root?.unmount())
  root = undefined
})

function Reader(): ReactElement {
  const isOpen = useSuspenseGate('new-checkout')
  const label = useSuspenseVariant('checkout-cta', 'Buy now')
  return <p>{`${isOpen} ${label}`}</p>
}

const page = (client: SluiceClient, children: ReactNode = <Reader />): ReactElement => (
  <StrictMode>
    <SluiceProvider client={client}>
      <Suspense fallback="waiting">{children}</Suspense>
    </SluiceProvider>
  </StrictMode>
)

/** React 19 wants what may suspend to be awaited. */
const show = async (ui: ReactElement): Promise<RenderResult> => act(async () => render(ui))

const served = [flag('new-checkout', true), flag('checkout-cta', 'Hurry', 'urgent')]

it('suspends until the first answer, and throws the same promise with each try', async () => {
  const service = createFakeService(served)
  const release = service.hold()
  const client = createTestClient(service)
  const thrown: unknown[] = []
  function Try(): string {
    try {
      // oxlint-disable-next-line react-hooks/rules-of-hooks -- to see what is thrown, which goes on its way
      return `${useSuspenseGate('new-checkout')}`
    } catch (promise) {
      thrown.push(promise)
      throw promise
    }
  }
  const { container, rerender } = await show(page(client, <Try />))
  await act(async () => rerender(page(client, <Try key="another" />)))
  expect(container.textContent).toBe('waiting')
  expect(thrown.length).toBeGreaterThan(1)
  expect(new Set(thrown).size).toBe(1)
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('true')
})

it('goes on with the default when the service does not answer in time, and with the answer later', async () => {
  const service = createFakeService(served)
  const release = service.hold()
  const client = createTestClient(service, { readyTimeoutMs: 200 })
  const { container } = await show(page(client))
  expect(container.textContent).toBe('waiting')
  await act(() => client.ready())
  expect(container.textContent).toBe('false Buy now')
  await act(async () => {
    release()
    await client.refresh()
  })
  expect(container.textContent).toBe('true Hurry')
})

it('goes on with the default when the service refuses', async () => {
  const client = createTestClient({
    ...createFakeService(),
    fetch: async () => new Response(null, { status: 401 }),
  })
  const { container } = await show(page(client))
  await act(() => client.ready())
  expect(container.textContent).toBe('false Buy now')
})

it('goes on with the default when the client is closed', async () => {
  const service = createFakeService(served)
  service.hold()
  const client = createTestClient(service)
  const { container } = await show(page(client))
  await act(async () => client.close())
  expect(container.textContent).toBe('false Buy now')
})

it('does not suspend with a bootstrap, an override, or without a provider', async () => {
  const service = createFakeService()
  service.hold()
  const bootstrap = { flags: served, version: 1, epoch: 'test' }
  const known = await show(page(createTestClient(service, { bootstrap })))
  expect(known.container.textContent).toBe('true Hurry')
  const forced = render(
    <Override values={{ 'new-checkout': true, 'checkout-cta': 'Forced' }}>
      <Reader />
    </Override>,
  )
  expect(forced.container.textContent).toBe('true Forced')
})

it('does not suspend with the cache of an earlier visit', async () => {
  const service = createFakeService(served)
  const context = { targetingKey: 'ada' }
  const earlier = await readyClient(service, { context, cache: 'local' })
  earlier.close()
  service.hold()
  const { container } = await show(page(createTestClient(service, { context, cache: 'local' })))
  expect(container.textContent).toBe('true Hurry')
})

it('waits as long as a client without a service is told to', async () => {
  const client = createLocalClient({ status: 'starting' })
  const { container } = await show(page(client))
  expect(container.textContent).toBe('waiting')
  await act(async () => client.update({ values: { 'new-checkout': true } }))
  expect(container.textContent).toBe('true Buy now')
  client.close()
})

it('shows every later change at once', async () => {
  const service = createFakeService(served)
  const client = await readyClient(service)
  const { container } = await show(page(client))
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('false Buy now')
})

it('suspends again for another person', async () => {
  const service = createFakeService(served)
  const client = await readyClient(service)
  const { container, getByText } = await show(page(client))
  const release = service.hold()
  act(() => void client.setContext({ targetingKey: 'ada' }))
  expect(getByText('true Hurry').style.display).toBe('none')
  expect(container.textContent).toContain('waiting')
  service.serve([flag('new-checkout', false), flag('checkout-cta', 'Hello Ada', 'named')])
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('false Hello Ada')
})

it('keeps the old screen until the new values are there when a transition changes the context', async () => {
  const service = createFakeService(served)
  const client = await readyClient(service)
  function Beside(): ReactElement {
    return <i>{` ${useGate('beside')}`}</i>
  }
  const { container } = await show(
    page(
      client,
      <>
        <Reader />
        <Beside />
      </>,
    ),
  )
  const seen: string[] = []
  const observer = new MutationObserver(() => seen.push(container.textContent))
  observer.observe(container, {
    attributes: true,
    childList: true,
    characterData: true,
    subtree: true,
  })
  const release = service.hold()
  await act(async () => startTransition(() => void client.setContext({ targetingKey: 'ada' })))
  // Something else on the page changes meanwhile.
  await act(async () => client.setOverride('beside', { value: true }))
  expect(container.textContent).toBe('true Hurry true')
  service.serve([flag('new-checkout', false), flag('checkout-cta', 'Hello Ada', 'named')])
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('false Hello Ada true')
  observer.disconnect()
  expect(seen.filter((text) => text.includes('waiting'))).toEqual([])
})

it('waits for the last of two contexts', async () => {
  const service = createFakeService(served)
  service.hold()
  const client = createTestClient(service)
  const { container } = await show(page(client))
  const release = service.hold()
  await act(async () => void client.setContext({ targetingKey: 'ada' }))
  expect(container.textContent).toBe('waiting')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('true Hurry')
})

it('serves the default at once on a server, and goes on with it while hydrating', async () => {
  const service = createFakeService(served)
  const release = service.hold()
  const drawn = renderToString(page(createTestClient(service)))
  expect(drawn).toContain('false Buy now')
  const client = createTestClient(service)
  const container = document.createElement('div')
  container.innerHTML = drawn
  const paragraph = container.querySelector('p')
  const recovered = vi.fn()
  await act(async () => {
    root = hydrateRoot(container, page(client), { onRecoverableError: recovered })
  })
  expect(container.textContent).toBe('false Buy now')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('true Hurry')
  expect(container.querySelector('p')).toBe(paragraph)
  expect(recovered).not.toHaveBeenCalled()
})
