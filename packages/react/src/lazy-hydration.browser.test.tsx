import { useState, type ComponentType, type ReactElement } from 'react'
import { hydrateRoot, type Root } from 'react-dom/client'
import { renderToReadableStream } from 'react-dom/server.browser'
import { afterEach, expect, it, vi } from 'vitest'
import {
  closeClients,
  createFakeService,
  createTestClient,
  flag,
  type FakeService,
} from '../test/service.ts'
import { Gate, SluiceProvider, useSluiceStatus, Variant, type SluiceClient } from './index.ts'

let root: Root | undefined

afterEach(() => {
  root?.unmount()
  closeClients()
  document.body.replaceChildren()
  vi.restoreAllMocks()
})

function Urgent(): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`new ${count}`}
    </button>
  )
}

const FLAGS = [
  flag('checkout-cta', 'now', 'urgent'),
  flag('new-checkout', true),
  flag('payment', 'plain', 'control'),
]
const NEWER = FLAGS.map((one) => ({
  ...one,
  reason: 'TARGETING_MATCH' as const,
  metadata: { version: 2, ruleId: 'another' },
}))
const bootstrap = { flags: FLAGS, version: 1, epoch: 'test' }

type Load = () => Promise<ComponentType>

/** Is drawn again with every status, and its variant with it. */
function StatusPage({ load }: { load: Load }): ReactElement {
  return (
    <div data-state={useSluiceStatus().state}>
      <Variant flag="checkout-cta" cases={{ control: <p>old</p>, urgent: load }} />
    </div>
  )
}

/** The same, of a control that is loaded. */
function ControlPage({ load }: { load: Load }): ReactElement {
  return (
    <div data-state={useSluiceStatus().state}>
      <Variant flag="payment" cases={{ control: load, urgent: <p>urgent</p> }} />
    </div>
  )
}

const PARTS: Readonly<Record<string, (load: Load) => ReactElement>> = {
  'a variant': (load) => (
    <Variant flag="checkout-cta" cases={{ control: <p>old</p>, urgent: load }} />
  ),
  'a variant with something pending': (load) => (
    <Variant
      flag="checkout-cta"
      cases={{ control: <p>old</p>, urgent: load }}
      pending={<p>skeleton</p>}
    />
  ),
  'a variant with a fallback': (load) => (
    <Variant flag="checkout-cta" cases={{ urgent: load }} fallback={<p>old</p>} />
  ),
  'a variant on a page that follows the status': (load) => <StatusPage load={load} />,
  'a control on a page that follows the status': (load) => <ControlPage load={load} />,
  'a gate': (load) => (
    <Gate flag="new-checkout" fallback={<p>old</p>}>
      {load}
    </Gate>
  ),
}

const ANSWERS: Readonly<Record<string, (service: FakeService) => FakeService['fetch']>> = {
  'the same': (service) => service.fetch,
  'other reasons': (service) => {
    service.serve(NEWER)
    return service.fetch
  },
  'a failure': () => async () => Promise.reject(new TypeError('Failed to fetch')),
}

/** Collects every text that could be seen, without repeats. */
function watch(container: HTMLElement): string[] {
  const seen = [container.innerText]
  const look = (): void => {
    if (container.innerText !== seen.at(-1)) seen.push(container.innerText)
  }
  const options = { attributes: true, characterData: true, childList: true, subtree: true }
  new MutationObserver(look).observe(container, options)
  return seen
}

it.each(
  Object.keys(PARTS).flatMap((part) =>
    Object.keys(ANSWERS).map((answer) => [part, answer] as const),
  ),
)(
  'leaves what the server drew in %s until its code is there, when the first answer is %s and comes earlier',
  async (part, answer) => {
    globalThis.IS_REACT_ACT_ENVIRONMENT = false
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const page = (client: SluiceClient, load: Load): ReactElement => (
      <SluiceProvider client={client}>{PARTS[part]!(load)}</SluiceProvider>
    )
    const service = createFakeService(FLAGS)
    const held = createFakeService(FLAGS)
    held.hold()
    const chunks = await renderToReadableStream(
      page(createTestClient(held, { bootstrap }), async () => Urgent),
    )
    await chunks.allReady
    const container = document.createElement('main')
    container.innerHTML = await new Response(chunks).text()
    document.body.append(container)
    const button = container.querySelector('button')
    expect(button?.innerText).toBe('new 0')

    const seen = watch(container)
    const code = Promise.withResolvers<ComponentType>()
    const first = Promise.withResolvers<void>()
    const fetch = ANSWERS[answer]!(service)
    const client = createTestClient(service, {
      bootstrap,
      readyTimeoutMs: 50,
      fetch: async (...request) => {
        await first.promise
        return fetch(...request)
      },
    })
    const load = vi.fn<Load>(() => code.promise)
    const recovered = vi.fn<() => void>()
    root = hydrateRoot(container, page(client, load), { onRecoverableError: recovered })
    await vi.waitFor(() => expect(load).toHaveBeenCalled())
    first.resolve()
    await vi.waitFor(() => expect(client.store.getState().status.state).not.toBe('starting'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(seen).toEqual(['new 0'])
    code.resolve(Urgent)
    await vi.waitFor(() => {
      button?.click()
      expect(button?.innerText).not.toBe('new 0')
    })
    expect(seen.slice(0, 2)).toEqual(['new 0', 'new 1'])
    expect(container.querySelector('button')).toBe(button)
    expect(recovered).not.toHaveBeenCalled()
    // No app has a server and a browser in one process, of which React warns.
    for (const [line] of printed.mock.calls) expect(line).toContain('multiple renderers')
  },
)
