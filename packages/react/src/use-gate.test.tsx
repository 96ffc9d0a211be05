import { act, render } from '@testing-library/react'
import { StrictMode, type ReactElement } from 'react'
import { expect, it } from 'vitest'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import '../test/strict-page.ts'
import { SluiceProvider, useGate, useGateDetails } from './index.ts'

function Reader({ flagKey, renders }: { flagKey: string; renders?: string[] }): ReactElement {
  const isOpen = useGate(flagKey)
  renders?.push(flagKey)
  return <p>{`${flagKey} ${isOpen ? 'open' : 'closed'}`}</p>
}

it('reads the value that the service gives', async () => {
  const client = await readyClient([flag('new-checkout', true)])
  const { container } = render(<Reader flagKey="new-checkout" />, {
    wrapper: ({ children }) => <SluiceProvider client={client}>{children}</SluiceProvider>,
  })
  expect(container.textContent).toBe('new-checkout open')
})

it('serves the default for a flag that nobody defined', async () => {
  const client = await readyClient([])
  function Both(): ReactElement {
    return <p>{`${useGate('nothing')} ${useGate('nothing', true)}`}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Both />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('false true')
})

it('serves the default until the first answer, then the value', async () => {
  const service = createFakeService([flag('new-checkout', true)])
  const release = service.hold()
  const client = createTestClient(service)
  const { container } = render(
    <StrictMode>
      <SluiceProvider client={client}>
        <Reader flagKey="new-checkout" />
      </SluiceProvider>
    </StrictMode>,
  )
  expect(container.textContent).toBe('new-checkout closed')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('new-checkout open')
})

it.each(['__proto__', 'constructor', 'toString', '', '🎈', '\0', 'k'.repeat(10_000)])(
  'serves the default for the hostile key %j',
  async (key) => {
    const client = await readyClient([flag('new-checkout', true)])
    const { container } = render(
      <SluiceProvider client={client}>
        <Reader flagKey={key} />
      </SluiceProvider>,
    )
    expect(container.textContent).toContain('closed')
  },
)

it('serves the default when the value is of another type', async () => {
  const client = await readyClient([flag('new-checkout', 'yes', 'on')])
  function Details(): ReactElement {
    const { value, errorCode } = useGateDetails('new-checkout', true)
    return <p>{`${value} ${errorCode}`}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Details />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('true TYPE_MISMATCH')
})

it('renders one reader of a thousand when one flag of a thousand changes', async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => `flag-${index}`)
  const service = createFakeService(keys.map((key) => flag(key, false)))
  const client = await readyClient(service)
  const renders: string[] = []
  const { container } = render(
    <SluiceProvider client={client}>
      {keys.map((key) => (
        <Reader key={key} flagKey={key} renders={renders} />
      ))}
    </SluiceProvider>,
  )
  expect(renders).toHaveLength(1000)
  renders.length = 0

  service.serve(keys.map((key) => flag(key, key === 'flag-500')))
  await act(() => client.refresh())
  expect(container.textContent).toContain('flag-500 open')
  expect(renders).toEqual(['flag-500'])
})

it('renders nobody when the same context is set again, nor when another context changes no value', async () => {
  const client = await readyClient([flag('new-checkout', true)], { context: { country: 'DE' } })
  const renders: string[] = []
  render(
    <SluiceProvider client={client}>
      <Reader flagKey="new-checkout" renders={renders} />
    </SluiceProvider>,
  )
  renders.length = 0
  await act(() => client.setContext({ country: 'DE' }))
  await act(() => client.setContext({ country: 'FR' }))
  expect(renders).toEqual([])
})

it('renders nobody who wants the value alone when only the version of the flag changes', async () => {
  const service = createFakeService([flag('new-checkout', true, 'on', { version: 1 })])
  const client = await readyClient(service)
  const renders: string[] = []
  function Details(): ReactElement {
    const { version, ruleId, override } = useGateDetails('new-checkout')
    return <p>{`${version} ${ruleId} ${override}`}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Reader flagKey="new-checkout" renders={renders} />
      <Details />
    </SluiceProvider>,
  )
  renders.length = 0
  service.serve([flag('new-checkout', true, 'on', { version: 2, ruleId: 'staff' })])
  await act(() => client.refresh())
  expect(container.textContent).toBe('new-checkout open2 staff false')
  expect(renders).toEqual([])
})

it('reads another flag when the key changes, and another client when the provider does', async () => {
  const first = await readyClient([flag('a', true), flag('b', false)])
  const second = await readyClient([flag('a', false), flag('b', true)])
  const ui = (client: typeof first, key: string) => (
    <SluiceProvider client={client}>
      <Reader flagKey={key} />
    </SluiceProvider>
  )
  const { container, rerender } = render(ui(first, 'a'))
  expect(container.textContent).toBe('a open')
  rerender(ui(first, 'b'))
  expect(container.textContent).toBe('b closed')
  rerender(ui(second, 'b'))
  expect(container.textContent).toBe('b open')
})

it('leaves no listener behind after a thousand mounts', async () => {
  const client = await readyClient([flag('new-checkout', true)])
  let listeners = 0
  const subscribeFlag = client.subscribeFlag.bind(client)
  client.subscribeFlag = (key, listener) => {
    const unsubscribe = subscribeFlag(key, listener)
    listeners += 1
    return () => {
      listeners -= 1
      unsubscribe()
    }
  }
  const mount = () =>
    render(
      <StrictMode>
        <SluiceProvider client={client}>
          <Reader flagKey="new-checkout" />
        </SluiceProvider>
      </StrictMode>,
    )
  const kept = mount()
  for (let round = 0; round < 1000; round += 1) mount().unmount()
  expect(listeners).toBe(1)
  kept.unmount()
  expect(listeners).toBe(0)
})
