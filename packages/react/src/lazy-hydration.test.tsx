import { act, fireEvent } from '@testing-library/react'
import { StrictMode, useState, type ComponentType, type ReactElement } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { renderToReadableStream } from 'react-dom/server.browser'
import { afterEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag, type FakeService } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, useSluiceStatus, Variant, type SluiceClient } from './index.ts'

let root: Root | undefined
afterEach(() => {
  act(() => root?.unmount())
  root = undefined
  document.body.replaceChildren()
})

function Urgent({ title = '' }: { title?: string }): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`${title} ${count}`}
    </button>
  )
}

type Load = () => Promise<ComponentType<{ title?: string }>>

function Parts({ load, title }: { load: Load; title: string }): ReactElement {
  const props = { title }
  return (
    <>
      <Variant
        flag="checkout-cta"
        cases={{ control: <p>old</p>, urgent: load }}
        pending={<p>skeleton</p>}
        props={props}
      />
      <Variant
        flag="checkout-cta"
        cases={{ control: <p>old</p>, urgent: load, calm: <i>calm</i> }}
        props={props}
      />
      <Gate flag="new-checkout" fallback={<p>old</p>} props={props}>
        {load}
      </Gate>
    </>
  )
}

/** Draws its parts again whenever the status changes. */
function StatusPage({ load }: { load: Load }): ReactElement {
  return <Parts load={load} title={useSluiceStatus().state === 'starting' ? 'a' : 'b'} />
}

const FLAGS = [flag('checkout-cta', 'now', 'urgent'), flag('new-checkout', true)]
const bootstrap = { flags: FLAGS, version: 1, epoch: 'test' }

const page = (client: SluiceClient, load: Load, title: string | undefined): ReactElement => (
  <StrictMode>
    <SluiceProvider client={client}>
      {title === undefined ? <StatusPage load={load} /> : <Parts load={load} title={title} />}
    </SluiceProvider>
  </StrictMode>
)

/** Hydrates what a server drew, whose code and first answer come when they are told to. */
async function hydrate(service: FakeService, title?: string) {
  const release = service.hold()
  const server = createTestClient(service, { bootstrap })
  const chunks = await renderToReadableStream(page(server, async () => Urgent, title))
  await chunks.allReady
  const container = document.createElement('div')
  document.body.append(container)
  container.innerHTML = await new Response(chunks).text()
  const buttons = [...container.querySelectorAll('button')]
  expect(buttons).toHaveLength(3)
  const code = Promise.withResolvers<ComponentType>()
  const client = createTestClient(service, { bootstrap })
  const load = vi.fn<Load>(() => code.promise)
  const recovered = vi.fn<() => void>()
  await act(async () => {
    root = hydrateRoot(container, page(client, load, title), { onRecoverableError: recovered })
  })
  expect(load).toHaveBeenCalled()
  return {
    container,
    buttons,
    recovered,
    answer: () =>
      act(async () => {
        release()
        await client.ready()
      }),
    drawAgain: (other: string) => act(async () => root?.render(page(client, load, other))),
    arrive: () => act(async () => code.resolve(Urgent)),
    fail: () => act(async () => code.reject(new TypeError('Failed to fetch'))),
  }
}

/** No app has a server and a browser in one process, of which React warns. */
function ignoreSecondRenderer(): void {
  for (const [line] of takeConsole().errors) expect(line).toContain('multiple renderers')
}

it.each([
  ['is the same', FLAGS],
  [
    'has other reasons',
    FLAGS.map((one) => ({ ...one, metadata: { version: 2, ruleId: 'another' } })),
  ],
  ['has another value of the variant', [flag('checkout-cta', 'soon', 'urgent'), FLAGS[1]!]],
])(
  'keeps what the server drew when the first answer %s and comes before the code',
  async (_, served) => {
    const service = createFakeService(FLAGS)
    const { container, buttons, recovered, answer, arrive } = await hydrate(service, 'a')
    const drawn = container.innerHTML
    service.serve(served)
    await answer()
    expect(container.innerHTML).toBe(drawn)
    await arrive()
    fireEvent.click(buttons[0]!)
    expect(container.textContent).toBe('a 1a 0a 0')
    expect([...container.querySelectorAll('button')]).toEqual(buttons)
    expect(recovered).not.toHaveBeenCalled()
    ignoreSecondRenderer()
  },
)

it('keeps it when the page around it is drawn again, and follows once the code is there', async () => {
  const { container, buttons, recovered, drawAgain, arrive } = await hydrate(
    createFakeService(FLAGS),
    'a',
  )
  const drawn = container.innerHTML
  await drawAgain('b')
  expect(container.innerHTML).toBe(drawn)
  await arrive()
  expect(container.textContent).toBe('b 0b 0b 0')
  await drawAgain('c')
  expect(container.textContent).toBe('c 0c 0c 0')
  expect([...container.querySelectorAll('button')]).toEqual(buttons)
  expect(recovered).not.toHaveBeenCalled()
  ignoreSecondRenderer()
})

it('keeps it when the page around it reads the status', async () => {
  const { container, buttons, answer, arrive } = await hydrate(createFakeService(FLAGS))
  const drawn = container.innerHTML
  await answer()
  expect(container.innerHTML).toBe(drawn)
  await arrive()
  expect(container.textContent).toBe('b 0b 0b 0')
  expect([...container.querySelectorAll('button')]).toEqual(buttons)
  ignoreSecondRenderer()
})

it('makes way for what the first answer serves instead', async () => {
  const service = createFakeService(FLAGS)
  const { container, answer, arrive } = await hydrate(service, 'a')
  service.serve([flag('checkout-cta', 'later', 'calm'), flag('new-checkout', false)])
  await answer()
  expect(container.textContent).toBe('oldcalmold')
  await arrive()
  expect(container.textContent).toBe('oldcalmold')
  ignoreSecondRenderer()
})

it('makes way for the control when the code does not come', async () => {
  const { container, drawAgain, fail } = await hydrate(createFakeService(FLAGS), 'a')
  await drawAgain('b')
  await fail()
  expect(container.textContent).toBe('oldoldold')
  takeConsole()
})

it('follows the page in what stands there meanwhile, when the server waited for no code', async () => {
  const service = createFakeService(FLAGS)
  service.hold()
  const client = createTestClient(service, { bootstrap })
  const code = Promise.withResolvers<ComponentType>()
  const live = (title: string) => (
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: <p>{title}</p>, urgent: () => code.promise }}
        props={{ title }}
      />
    </SluiceProvider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(live('a'))
  expect(container.textContent).toBe('a')
  await act(async () => {
    // React tells that the server did not finish this part.
    root = hydrateRoot(container, live('a'), { onRecoverableError: () => {} })
  })
  await act(async () => root?.render(live('b')))
  expect(container.textContent).toBe('b')
  await act(async () => code.resolve(Urgent))
  expect(container.textContent).toBe('b 0')
  ignoreSecondRenderer()
})
