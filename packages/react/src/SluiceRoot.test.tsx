import type { Bootstrap } from '@sluice/client'
import { act, render } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createFakeService, flag, type FakeService } from '../test/service.ts'
import '../test/strict-page.ts'
import { useSluiceContext, useVariant } from './index.ts'
import { SluiceRoot } from './root.ts'

const SERVICE = { url: 'http://gates.test', clientKey: 'sluice_client_test' }
const context = { targetingKey: 'ada', anonymousKey: 'anon' }
const bootstrapOf = (value: string, extra: object = {}) => ({
  flags: [flag('cta', value, 'urgent')],
  version: 1,
  epoch: 'test',
  context: { ...context, ...extra },
})

let service: FakeService
const asked = vi.fn<(body: string) => void>()

beforeEach(() => {
  service = createFakeService([flag('cta', 'Later', 'later')])
  asked.mockClear()
  vi.stubGlobal('EventSource', undefined)
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    if (!url.endsWith('/v1/events')) asked(`${init.body as string}`)
    return service.fetch(url, init)
  })
})
afterEach(() => vi.unstubAllGlobals())

function Cta(): ReactElement {
  const { context: known } = useSluiceContext()
  return <p>{`${useVariant('cta', 'Buy now')} ${known.targetingKey}`}</p>
}

it('asks nobody on a server, hydrates the same values and then stays in step', async () => {
  const release = service.hold()
  const bootstrap = bootstrapOf('Hurry')
  const app = (
    <StrictMode>
      <SluiceRoot {...SERVICE} bootstrap={bootstrap}>
        <Cta />
      </SluiceRoot>
    </StrictMode>
  )
  const { document: page } = globalThis
  vi.stubGlobal('document', undefined)
  const html = renderToString(app)
  vi.stubGlobal('document', page)
  expect(html).toBe('<p>Hurry ada</p>')
  expect(asked).not.toHaveBeenCalled()

  const container = document.createElement('div')
  container.innerHTML = html
  const recovered: unknown[] = []
  await act(async () => {
    const root = hydrateRoot(container, app, { onRecoverableError: (e) => recovered.push(e) })
    onTestFinished(() => act(() => root.unmount()))
  })
  expect(container.textContent).toBe('Hurry ada')
  expect(recovered).toEqual([])
  // StrictMode makes everything twice, and one client all the same.
  expect(asked).toHaveBeenCalledTimes(1)
  service.serve([flag('cta', 'Later', 'later')])
  await act(async () => {
    release()
    await vi.dynamicImportSettled()
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
  expect(container.textContent).toBe('Later ada')
})

it('hydrates what reports for the page, as the server wrote it', async () => {
  const bootstrap = bootstrapOf('Hurry')
  const app = (
    <SluiceRoot {...SERVICE} bootstrap={bootstrap} consent="granted" nonce="n">
      <Cta />
    </SluiceRoot>
  )
  const { document: page } = globalThis
  vi.stubGlobal('document', undefined)
  const html = renderToString(app)
  vi.stubGlobal('document', page)
  const container = document.createElement('div')
  container.innerHTML = html
  const recovered: unknown[] = []
  await act(async () => {
    const root = hydrateRoot(container, app, { onRecoverableError: (e) => recovered.push(e) })
    onTestFinished(() => act(() => root.unmount()))
  })
  expect(recovered).toEqual([])
  expect(container.innerHTML).toContain('"flag":"cta"')
  expect(container.innerHTML).toContain('http://gates.test/v1/events')
})

it('tells, while somebody develops, of a default that the server drew otherwise', async () => {
  service.hold()
  let value = 'of the server'
  function Reader(): ReactElement {
    return <p suppressHydrationWarning>{useVariant('unknown', value)}</p>
  }
  const heard: string[] = []
  const appOf = (bootstrap: Bootstrap): ReactElement => (
    <SluiceRoot {...SERVICE} bootstrap={bootstrap} onError={({ message }) => heard.push(message)}>
      <Reader />
    </SluiceRoot>
  )
  const { document: page } = globalThis
  vi.stubGlobal('document', undefined)
  const html = renderToString(appOf({ ...bootstrapOf('Hurry'), defaults: {} }))
  const published = renderToString(appOf(bootstrapOf('Hurry')))
  vi.stubGlobal('document', page)
  expect(published).toBe('<p>of the server</p>')
  const container = document.createElement('div')
  container.innerHTML = html
  document.body.append(container)
  onTestFinished(() => container.remove())
  value = 'of the browser'
  const recovered: unknown[] = []
  const app = appOf({ ...bootstrapOf('Hurry'), defaults: {} })
  await act(async () => {
    const root = hydrateRoot(container, app, { onRecoverableError: (e) => recovered.push(e) })
    onTestFinished(() => act(() => root.unmount()))
  })
  await act(() => vi.dynamicImportSettled())
  expect(recovered).toEqual([])
  expect(heard).toEqual([
    expect.stringContaining(
      '"unknown": the server drew its default "of the server", the browser hydrates its default "of the browser"',
    ),
  ])
})

it('says nothing of a page that no server drew', async () => {
  service.hold()
  const heard: string[] = []
  const bootstrap = { ...bootstrapOf('Hurry'), defaults: {} }
  render(
    <SluiceRoot {...SERVICE} bootstrap={bootstrap} onError={({ message }) => heard.push(message)}>
      <Cta />
    </SluiceRoot>,
  )
  await act(() => vi.dynamicImportSettled())
  expect(heard).toEqual([])
})

it('follows the context for which the server draws again', async () => {
  service.hold()
  const tree = (bootstrap: ReturnType<typeof bootstrapOf>) => (
    <SluiceRoot {...SERVICE} bootstrap={bootstrap}>
      <Cta />
    </SluiceRoot>
  )
  const { container, rerender } = render(tree(bootstrapOf('Hurry')))
  rerender(tree(bootstrapOf('Hurry')))
  expect(asked).toHaveBeenCalledTimes(1)
  await act(async () => rerender(tree(bootstrapOf('Hurry', { targetingKey: 'bob' }))))
  expect(container.textContent).toBe('Hurry bob')
  expect(asked.mock.lastCall?.[0]).toContain('"bob"')
})

it('closes its client with the tree', async () => {
  service.hold()
  const signals: (AbortSignal | null | undefined)[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    // Others of this page may still tell what they showed.
    if (!url.endsWith('/v1/events')) signals.push(init.signal)
    return service.fetch(url, init)
  })
  const { unmount } = render(
    <SluiceRoot {...SERVICE} bootstrap={bootstrapOf('Hurry')}>
      <Cta />
    </SluiceRoot>,
  )
  unmount()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(signals.map((signal) => signal?.aborted)).toEqual([true])
})
