import type { SluiceError } from '@sluice/core'
import { act, fireEvent, render, type RenderResult } from '@testing-library/react'
import { memo, StrictMode, useState, type ReactElement } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { renderToReadableStream } from 'react-dom/server.browser'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, Variant, type SluiceClient } from './index.ts'

let root: Root | undefined
afterEach(() => {
  act(() => root?.unmount())
  root = undefined
})

interface Price {
  readonly price?: number
}

function Urgent({ price = 0 }: Price): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`hurry ${price} ${count}`}
    </button>
  )
}

/** Code that comes when it is told to. */
function createCode() {
  const { promise, resolve, reject } = Promise.withResolvers<{ default: typeof Urgent }>()
  return {
    load: vi.fn<() => Promise<{ default: typeof Urgent }>>(async () => promise),
    arrive: async () => act(async () => resolve({ default: Urgent })),
    fail: async (error: unknown) => act(async () => reject(error)),
  }
}

const cta = (variant: string) => flag('checkout-cta', `value of ${variant}`, variant)

const show = async (client: SluiceClient, page: ReactElement): Promise<RenderResult> =>
  act(async () =>
    render(
      <StrictMode>
        <SluiceProvider client={client}>{page}</SluiceProvider>
      </StrictMode>,
    ),
  )

it('loads the code of the variant that is served, once, and of no other', async () => {
  const code = createCode()
  const other = createCode()
  const client = await readyClient([cta('urgent')])
  const page = (title: string) => (
    <StrictMode>
      <SluiceProvider client={client}>
        {title}
        <Variant
          flag="checkout-cta"
          cases={{
            control: () => other.load(),
            urgent: () => code.load(),
            calm: () => other.load(),
          }}
        />
      </SluiceProvider>
    </StrictMode>
  )
  const { container, rerender } = await act(async () => render(page('a ')))
  await act(async () => rerender(page('b ')))
  expect(container.textContent).toBe('b ')
  await code.arrive()
  expect(container.textContent).toBe('b hurry 0 0')
  fireEvent.click(container.querySelector('button')!)
  await act(async () => rerender(page('c ')))
  expect(container.textContent).toBe('c hurry 0 1')
  expect(code.load).toHaveBeenCalledTimes(1)
  expect(other.load).not.toHaveBeenCalled()
})

it('draws what is pending until the code is there, else the control', async () => {
  const code = createCode()
  const client = await readyClient([cta('urgent')])
  const { container } = await show(
    client,
    <>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: code.load }}
        pending="skeleton"
      />
      <Variant flag="checkout-cta" cases={{ control: ' plain', urgent: code.load }} />
      <Variant flag="checkout-cta" cases={{ urgent: code.load }} fallback=" fallback" />
    </>,
  )
  expect(container.textContent).toBe('skeleton plain fallback')
  await code.arrive()
  expect(container.textContent).toBe('hurry 0 0hurry 0 0hurry 0 0')
})

it('leaves what is pending in place from the first answer until the code is there', async () => {
  const code = createCode()
  const service = createFakeService([cta('urgent')])
  const release = service.hold()
  const client = createTestClient(service)
  const { container } = await show(
    client,
    <Variant
      flag="checkout-cta"
      cases={{ control: 'plain', urgent: code.load }}
      pending={<p>skeleton</p>}
    />,
  )
  const skeleton = container.querySelector('p')
  expect(code.load).not.toHaveBeenCalled()
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('skeleton')
  expect(container.querySelector('p')).toBe(skeleton)
  await code.arrive()
  expect(container.textContent).toBe('hurry 0 0')
})

it('leaves what stood there, with its state, until the code of another variant is there', async () => {
  const code = createCode()
  const service = createFakeService([cta('control')])
  const client = await readyClient(service)
  const { container } = await show(
    client,
    <Variant
      flag="checkout-cta"
      cases={{ control: <input />, urgent: code.load }}
      pending="skeleton"
    />,
  )
  const input = container.querySelector('input')!
  const seen: string[] = []
  const observer = new MutationObserver(() => seen.push(container.innerHTML))
  observer.observe(container, { attributes: true, childList: true, subtree: true })
  service.serve([cta('urgent')])
  await act(() => client.refresh())
  expect(container.querySelector('input')).toBe(input)
  expect(seen).toEqual([])
  expect(code.load).toHaveBeenCalledTimes(1)
  await code.arrive()
  expect(container.textContent).toBe('hurry 0 0')
  expect(seen).toHaveLength(1)
  service.serve([cta('control')])
  await act(() => client.refresh())
  expect(container.innerHTML).toBe('<input>')
  observer.disconnect()
})

it('leaves nothing in place that another person was served', async () => {
  const code = createCode()
  const grace = { targetingKey: 'grace' }
  const earlier = await readyClient([cta('urgent')], { context: grace, cache: 'local' })
  earlier.close()
  const service = createFakeService([cta('calm')])
  const client = await readyClient(service, { context: { targetingKey: 'ada' }, cache: 'local' })
  const { container } = await show(
    client,
    <Variant
      flag="checkout-cta"
      cases={{ control: 'plain', urgent: code.load, calm: <p>for Ada</p> }}
      pending="skeleton"
    />,
  )
  expect(container.textContent).toBe('for Ada')
  service.hold()
  await act(async () => void client.setContext(grace))
  expect(container.querySelector('p')?.style.display ?? 'none').toBe('none')
  expect(container.textContent).toContain('skeleton')
  await code.arrive()
  expect(container.textContent).toBe('hurry 0 0')
})

it('loads the children of a gate when it opens', async () => {
  const code = createCode()
  const service = createFakeService([flag('new-checkout', false)])
  const client = await readyClient(service)
  const { container } = await show(
    client,
    <Gate flag="new-checkout" fallback={<p>old</p>} props={{ price: 5 }}>
      {() => code.load()}
    </Gate>,
  )
  const old = container.querySelector('p')
  expect(old?.textContent).toBe('old')
  expect(code.load).not.toHaveBeenCalled()
  service.serve([flag('new-checkout', true)])
  await act(() => client.refresh())
  expect(container.querySelector('p')).toBe(old)
  await code.arrive()
  expect(container.textContent).toBe('hurry 5 0')
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('old')
})

it('hands its props to what was loaded', async () => {
  const client = await readyClient([cta('urgent')])
  const page = (price: number) => (
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: async () => Urgent }}
        props={{ price }}
      />
    </SluiceProvider>
  )
  const { container, rerender } = await act(async () => render(page(5)))
  expect(container.textContent).toBe('hurry 5 0')
  await act(async () => rerender(page(6)))
  expect(container.textContent).toBe('hurry 6 0')
})

it.each([
  ['a component', Urgent],
  ['a memo', memo(Urgent)],
  ['a module', { default: Urgent }],
  ['a module that exports a memo', { default: memo(Urgent) }],
])('takes %s for the code', async (_, loaded) => {
  const client = await readyClient([cta('urgent')])
  const { container } = await show(
    client,
    <Variant
      flag="checkout-cta"
      cases={{ control: 'plain', urgent: async () => loaded as typeof Urgent }}
    />,
  )
  expect(container.textContent).toBe('hurry 0 0')
})

it.each([
  [
    'does not come',
    async () => Promise.reject(new TypeError('Failed to fetch')),
    'Failed to fetch',
  ],
  ['holds no component', async () => ({}) as never, 'no component'],
  [
    'is not even asked for',
    (): never => {
      throw new TypeError('not a function')
    },
    'not a function',
  ],
])(
  'draws the control when the code %s, reports one crash, and tries again with the next mount',
  async (_, fail, message) => {
    const client = await readyClient([cta('urgent')])
    const errors: unknown[] = []
    client.onError(({ code, cause }) => errors.push([code, (cause as Error).cause]))
    const load = vi.fn<() => Promise<typeof Urgent>>(fail)
    const page = (key: number) => (
      <SluiceProvider client={client}>
        <Variant key={key} flag="checkout-cta" cases={{ control: 'plain', urgent: () => load() }} />
        <Gate flag="new-checkout">never</Gate>
      </SluiceProvider>
    )
    const { container, rerender } = await act(async () => render(page(1)))
    expect(container.textContent).toBe('plain')
    await act(async () => rerender(page(1)))
    expect(load).toHaveBeenCalledTimes(1)
    await act(async () => rerender(page(2)))
    expect(container.textContent).toBe('plain')
    expect(load).toHaveBeenCalledTimes(2)
    expect(errors).toEqual([
      ['TREATMENT_CRASHED', expect.objectContaining({ message: expect.stringContaining(message) })],
    ])
    load.mockResolvedValue(Urgent)
    await act(async () => rerender(page(3)))
    expect(container.textContent).toBe('hurry 0 0')
    takeConsole()
  },
)

it('names the treatment whose code does not come, whatever a bundler makes of class names', async () => {
  const client = await readyClient([cta('urgent'), flag('new-checkout', true)])
  const errors: unknown[] = []
  client.onError(({ cause }) => errors.push(cause))
  const load = async () => Promise.reject(new TypeError('Failed to fetch'))
  const { container } = await show(
    client,
    <>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: load }} />
      <Gate flag="new-checkout">{load}</Gate>
    </>,
  )
  expect(container.textContent).toBe('plain')
  expect(errors.map(String)).toEqual([
    'SluiceError: The code of "checkout-cta" (urgent) could not be loaded.',
    'SluiceError: The code of "new-checkout" could not be loaded.',
  ])
  expect(errors).toEqual([
    expect.objectContaining({ code: 'TREATMENT_NOT_LOADED' }),
    expect.objectContaining({ code: 'TREATMENT_NOT_LOADED' }),
  ])
  takeConsole()
})

it('does not try again what was loaded and then crashed', async () => {
  const client = await readyClient([cta('urgent')])
  const load = vi.fn(async () => (): never => {
    throw new Error('broken treatment')
  })
  const page = (key: number) => (
    <SluiceProvider client={client}>
      <Variant key={key} flag="checkout-cta" cases={{ control: 'plain', urgent: load }} />
    </SluiceProvider>
  )
  const { container, rerender } = await act(async () => render(page(1)))
  expect(container.textContent).toBe('plain')
  await act(async () => rerender(page(2)))
  expect(container.textContent).toBe('plain')
  expect(load).toHaveBeenCalledTimes(1)
  takeConsole()
})

it('keeps what stood there until the code of the control has come', async () => {
  const code = createCode()
  const service = createFakeService([cta('urgent')])
  const client = await readyClient(service)
  const { container } = await show(
    client,
    <Variant flag="checkout-cta" cases={{ control: code.load, urgent: <p>urgent</p> }} />,
  )
  service.serve([cta('control')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('urgent')
  // React hides what it has to leave in the page.
  expect(container.querySelector('p')?.style.display).toBe('')
  expect(code.load).toHaveBeenCalled()
  await code.arrive()
  expect(container.textContent).toBe('hurry 0 0')
})

it.each([
  ['nothing', {}, ''],
  ['the fallback', { fallback: 'fallback', pending: 'skeleton' }, 'fallback'],
  ['nothing more that is pending', { pending: 'skeleton' }, ''],
])(
  'draws %s where the code of the control does not come, and leaves the page alone',
  async (_, parts, text) => {
    const errors: SluiceError[] = []
    const client = await readyClient([cta('control')])
    client.onError((error) => errors.push(error))
    const cause = new TypeError('chunk gone')
    const load = vi.fn(async () => Promise.reject(cause))
    const page = (key: number) => (
      <SluiceProvider client={client}>
        <p>page </p>
        <Variant key={key} flag="checkout-cta" cases={{ control: load, urgent: 'u' }} {...parts} />
      </SluiceProvider>
    )
    const { container, rerender } = await act(async () => render(page(1)))
    expect(container.textContent).toBe(`page ${text}`)
    expect(errors).toEqual([
      expect.objectContaining({
        code: 'TREATMENT_NOT_LOADED',
        message: expect.stringContaining('"checkout-cta" (control)'),
        cause,
      }),
    ])
    await act(async () => rerender(page(2)))
    expect(load).toHaveBeenCalledTimes(2)
    takeConsole()
  },
)

it('leaves the page alone where neither the code of a treatment nor that of the control comes', async () => {
  const errors: SluiceError[] = []
  const service = createFakeService([cta('urgent')])
  const client = await readyClient(service)
  client.onError((error) => errors.push(error))
  const gone = async () => Promise.reject(new TypeError('chunk gone'))
  const { container } = await act(async () =>
    render(
      <SluiceProvider client={client}>
        <p>page</p>
        <Variant flag="checkout-cta" cases={{ control: gone, urgent: gone, calm: 'calm' }} />
      </SluiceProvider>,
    ),
  )
  expect(container.textContent).toBe('page')
  expect(errors.map(({ code }) => code)).toEqual(['TREATMENT_CRASHED', 'TREATMENT_NOT_LOADED'])
  service.serve([cta('calm')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('pagecalm')
  takeConsole()
})

it('leaves a loaded control that crashes to the boundary of the app', async () => {
  const client = await readyClient([cta('control')])
  const error = new Error('broken control')
  const load = async () => (): never => {
    throw error
  }
  await expect(
    act(async () =>
      render(
        <SluiceProvider client={client}>
          <Variant flag="checkout-cta" cases={{ control: load, urgent: 'u' }} fallback="fallback" />
        </SluiceProvider>,
      ),
    ),
  ).rejects.toBe(error)
  takeConsole()
})

/** No app has a server and a browser in one process, of which React warns. */
function ignoreSecondRenderer(): void {
  for (const [line] of takeConsole().errors) expect(line).toContain('multiple renderers')
}

/** Draws a page as a server does that streams. */
async function stream(page: ReactElement): Promise<string> {
  const chunks = await renderToReadableStream(page)
  await chunks.allReady
  const html = await new Response(chunks).text()
  return html
}

it('goes on with what the server drew while the code is loaded, and wakes it up then', async () => {
  const flags = [cta('urgent'), flag('new-checkout', true)]
  const service = createFakeService(flags)
  service.hold()
  const bootstrap = { flags, version: 1, epoch: 'test' }
  const page = (client: SluiceClient, load: () => Promise<{ default: typeof Urgent }>) => (
    <SluiceProvider client={client}>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: load }} pending="skeleton" />
      <Gate flag="new-checkout" fallback="old">
        {load}
      </Gate>
    </SluiceProvider>
  )
  const server = createTestClient(service, { bootstrap })
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = await stream(page(server, async () => ({ default: Urgent })))
  const drawn = container.innerHTML
  expect(container.textContent).toBe('hurry 0 0hurry 0 0')
  const [button] = container.querySelectorAll('button')

  const code = createCode()
  const browser = createTestClient(service, { bootstrap })
  const recovered = vi.fn()
  await act(async () => {
    root = hydrateRoot(container, page(browser, code.load), { onRecoverableError: recovered })
  })
  expect(container.innerHTML).toBe(drawn)
  expect(code.load).toHaveBeenCalled()
  await code.arrive()
  expect(container.innerHTML).toBe(drawn)
  fireEvent.click(button!)
  expect(container.querySelector('button')).toBe(button)
  expect(container.textContent).toBe('hurry 0 1hurry 0 0')
  expect(recovered).not.toHaveBeenCalled()
  container.remove()
  ignoreSecondRenderer()
})

it('draws what is pending where a server waits for no code, and loads it in the browser', async () => {
  const flags = [cta('urgent')]
  const service = createFakeService(flags)
  service.hold()
  const client = createTestClient(service, { bootstrap: { flags, version: 1, epoch: 'test' } })
  const page = (
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: async () => Urgent }}
        pending="skeleton"
      />
    </SluiceProvider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(page)
  expect(container.textContent).toBe('skeleton')
  await act(async () => {
    // React tells that the server did not finish this part.
    root = hydrateRoot(container, page, { onRecoverableError: () => {} })
  })
  expect(container.textContent).toBe('hurry 0 0')
  ignoreSecondRenderer()
})
