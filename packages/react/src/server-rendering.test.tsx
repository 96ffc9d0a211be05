import { isBroken, reportCrash } from '@sluice/client/crashes'
import { act, cleanup } from '@testing-library/react'
import { StrictMode, useEffect, useState, type ReactElement, type ReactNode } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Crash } from '../test/crash.tsx'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import {
  Gate,
  Override,
  SluiceProvider,
  useGate,
  useSluiceStatus,
  useVariantDetails,
  Variant,
  type SluiceClient,
} from './index.ts'

const roots: Root[] = []

afterEach(() => {
  act(() => {
    for (const root of roots.splice(0)) root.unmount()
  })
  cleanup()
  document.body.replaceChildren()
})

/** Draws a page as a server does, then wakes it up in the browser; tells what each showed first. */
async function hydrate(
  page: ReactNode,
  server: SluiceClient,
  browser: SluiceClient,
): Promise<{ drawn: string; container: HTMLElement; recovered: unknown[] }> {
  const app = (client: SluiceClient) => (
    <StrictMode>
      <SluiceProvider client={client}>{page}</SluiceProvider>
    </StrictMode>
  )
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = renderToString(app(server))
  const drawn = container.textContent
  const recovered: unknown[] = []
  await act(async () => {
    roots.push(
      hydrateRoot(container, app(browser), {
        onRecoverableError: (error) => recovered.push(error),
      }),
    )
  })
  return { drawn, container, recovered }
}

function Page(): ReactElement {
  const isOpen = useGate('new-checkout')
  const { value, variant } = useVariantDetails('checkout-cta', 'Buy now')
  return (
    <main>
      <p>{`${isOpen} ${value} ${variant}`}</p>
      <Gate flag="new-checkout" fallback=" old">
        {' new'}
      </Gate>
      <Variant
        flag="checkout-cta"
        cases={{ control: ' plain', urgent: ' hurry' }}
        pending=" skeleton"
      />
    </main>
  )
}

const bootstrap = {
  flags: [flag('new-checkout', true), flag('checkout-cta', 'Hurry', 'urgent')],
  version: 1,
  epoch: 'test',
}

it('draws the bootstrap on the server and hydrates it without a mismatch', async () => {
  const service = createFakeService(bootstrap.flags)
  service.hold()
  const server = createTestClient(service, { bootstrap })
  const browser = createTestClient(service, { bootstrap })
  const { drawn, container, recovered } = await hydrate(<Page />, server, browser)
  expect(drawn).toBe('true Hurry urgent new hurry')
  expect(container.textContent).toBe(drawn)
  expect(recovered).toEqual([])
})

it('waits for nothing when the bootstrap does not know the flag', async () => {
  const service = createFakeService()
  service.hold()
  const options = { bootstrap: { ...bootstrap, flags: [] } }
  const { drawn, container, recovered } = await hydrate(
    <Page />,
    createTestClient(service, options),
    createTestClient(service, options),
  )
  expect(drawn).toBe('false Buy now undefined old plain')
  expect(container.textContent).toBe(drawn)
  expect(recovered).toEqual([])
})

it('draws defaults and what is pending without a bootstrap', async () => {
  const service = createFakeService(bootstrap.flags)
  const release = service.hold()
  const browser = createTestClient(service)
  const { drawn, container, recovered } = await hydrate(
    <Page />,
    createTestClient(service),
    browser,
  )
  expect(drawn).toBe('false Buy now undefined old skeleton')
  expect(container.textContent).toBe(drawn)
  expect(recovered).toEqual([])
  await act(async () => {
    release()
    await browser.ready()
  })
  expect(container.textContent).toBe('true Hurry urgent new hurry')
})

it('hydrates what the server drew although the browser already knows better, then shows that', async () => {
  const service = createFakeService([
    flag('new-checkout', false),
    flag('checkout-cta', 'Buy now', 'control'),
  ])
  const server = createTestClient(service, { bootstrap })
  const browser = await readyClient(service, { bootstrap })
  expect(browser.peek('new-checkout', true).value).toBe(false)
  const { drawn, container, recovered } = await hydrate(<Page />, server, browser)
  expect(drawn).toBe('true Hurry urgent new hurry')
  expect(container.textContent).toBe('false Buy now control old plain')
  expect(recovered).toEqual([])
})

it('hydrates without a mismatch over a cache of an earlier visit', async () => {
  const service = createFakeService(bootstrap.flags)
  const context = { targetingKey: 'ada' }
  const earlier = await readyClient(service, { context, cache: 'local' })
  earlier.close()
  service.hold()
  const browser = createTestClient(service, { context, cache: 'local' })
  expect(browser.peek('new-checkout', false).value).toBe(true)
  const { drawn, container, recovered } = await hydrate(
    <Page />,
    createTestClient(service, { context }),
    browser,
  )
  expect(drawn).toBe('false Buy now undefined old skeleton')
  expect(container.textContent).toBe('true Hurry urgent new hurry')
  expect(recovered).toEqual([])
})

it('hydrates without a mismatch when a treatment crashed earlier in the session', async () => {
  const service = createFakeService(bootstrap.flags)
  service.hold()
  const browser = createTestClient(service, { bootstrap })
  reportCrash(browser, { flag: 'new-checkout', variant: 'on', error: new Error('earlier') })
  const { drawn, container, recovered } = await hydrate(
    <Page />,
    createTestClient(service, { bootstrap }),
    browser,
  )
  expect(drawn).toBe('true Hurry urgent new hurry')
  expect(container.textContent).toBe('true Hurry urgent old hurry')
  expect(recovered).toEqual([])
})

it('draws the control when a treatment crashes once it is awake', async () => {
  const service = createFakeService(bootstrap.flags)
  service.hold()
  const browser = createTestClient(service, { bootstrap })
  const { drawn, container } = await hydrate(
    <Gate flag="new-checkout" fallback="old">
      <Crash during="effect" />
    </Gate>,
    createTestClient(service, { bootstrap }),
    browser,
  )
  expect(drawn).toBe('treatment')
  expect(container.textContent).toBe('old')
  takeConsole()
})

describe('a treatment that crashes while it wakes up', () => {
  const mounted = vi.fn<() => void>()
  const rendered = vi.fn<() => void>()
  let isBrowser = false

  function Neighbour(): ReactElement {
    useEffect(mounted, [])
    return <input />
  }
  function Treatment(): string {
    if (!isBrowser) return 'treatment'
    rendered()
    throw new Error('broken treatment')
  }
  const page = (
    <>
      <Neighbour />
      <Gate flag="new-checkout" fallback="old">
        <Treatment />
      </Gate>
      <Variant
        flag="checkout-cta"
        cases={{
          control: ' plain',
          urgent: <Treatment />,
        }}
      />
    </>
  )

  async function wake(browser: SluiceClient): Promise<HTMLElement> {
    const service = createFakeService(bootstrap.flags)
    isBrowser = false
    mounted.mockClear()
    rendered.mockClear()
    const container = document.createElement('div')
    document.body.append(container)
    container.innerHTML = renderToString(
      <SluiceProvider client={createTestClient(service, { bootstrap })}>{page}</SluiceProvider>,
    )
    expect(container.textContent).toBe('treatmenttreatment')
    isBrowser = true
    const input = container.querySelector('input')
    await act(async () => {
      roots.push(
        hydrateRoot(container, <SluiceProvider client={browser}>{page}</SluiceProvider>, {
          onRecoverableError: () => {},
        }),
      )
    })
    expect(container.querySelector('input')).toBe(input)
    expect(mounted).toHaveBeenCalledTimes(1)
    expect(container.textContent).toBe('old plain')
    return container
  }

  it('gives way to the control, and what is around it stays', async () => {
    const service = createFakeService()
    service.hold()
    const browser = createTestClient(service, { bootstrap })
    await wake(browser)
    expect(isBroken(browser, 'new-checkout', 'on')).toBe(true)
    expect(isBroken(browser, 'checkout-cta', 'urgent')).toBe(true)
    takeConsole()
  })

  it('is not tried again after a reload', async () => {
    const service = createFakeService()
    service.hold()
    const browser = createTestClient(service, { bootstrap })
    for (const [name, variant] of [
      ['new-checkout', 'on'],
      ['checkout-cta', 'urgent'],
    ] as const)
      reportCrash(browser, { flag: name, variant, error: new Error('earlier') })
    await wake(browser)
    expect(rendered).not.toHaveBeenCalled()
  })
})

it('draws the control on a server on which the treatment crashes', () => {
  const client = createTestClient(createFakeService(), { bootstrap })
  const html = renderToString(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        <Crash during="render" />
      </Gate>
    </SluiceProvider>,
  )
  expect(html).toContain('old')
})

it('draws overrides and the status of a server', () => {
  const client = createTestClient(createFakeService())
  function Status(): ReactElement {
    const [first] = useState('status')
    return <p>{`${first} ${useSluiceStatus().state}`}</p>
  }
  const html = renderToString(
    <SluiceProvider client={client}>
      <Override values={{ 'new-checkout': true }}>
        <Gate flag="new-checkout">new</Gate>
      </Override>
      <Status />
    </SluiceProvider>,
  )
  expect(html).toBe('<!--$-->new<!--/$--><p>status starting</p>')
})

it('leaves nothing subscribed after a thousand renders on a server', () => {
  const client = createTestClient(createFakeService(), { bootstrap })
  const subscribeFlag = vi.spyOn(client, 'subscribeFlag')
  const onError = vi.spyOn(client, 'onError')
  for (let round = 0; round < 1000; round += 1) {
    renderToString(
      <SluiceProvider client={client}>
        <Page />
      </SluiceProvider>,
    )
  }
  expect(subscribeFlag).not.toHaveBeenCalled()
  expect(onError).not.toHaveBeenCalled()
})
