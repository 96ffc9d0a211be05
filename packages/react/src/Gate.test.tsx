import { isBroken } from '@sluice/client/crashes'
import { act, fireEvent, render } from '@testing-library/react'
import { createRef, lazy, StrictMode, Suspense, useState, type ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { AppBoundary, Crash } from '../test/crash.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, useGateDetails, type SluiceClient } from './index.ts'

const phases = ['render', 'layout effect', 'effect'] as const

function Counter({ name }: { name: string }): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`${name} ${count}`}
    </button>
  )
}

async function openClient(): Promise<SluiceClient> {
  return readyClient([flag('new-checkout', true)])
}

it('draws the children while the gate is open, else the fallback', async () => {
  const service = createFakeService([flag('new-checkout', false)])
  const client = await readyClient(service)
  const { container } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        new
      </Gate>
      <Gate flag="unknown">never</Gate>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('old')
  service.serve([flag('new-checkout', true)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('new')
})

it('keeps the state of both sides while nothing but the version changes', async () => {
  const service = createFakeService([flag('a', true), flag('b', false)])
  const client = await readyClient(service)
  const { container, getByText } = render(
    <SluiceProvider client={client}>
      <Gate flag="a">
        <Counter name="treatment" />
      </Gate>
      <Gate flag="b" fallback={<Counter name="control" />} />
    </SluiceProvider>,
  )
  fireEvent.click(getByText('treatment 0'))
  fireEvent.click(getByText('control 0'))
  service.serve([flag('a', true, 'open', { version: 2 }), flag('b', false, 'off', { version: 2 })])
  await act(() => client.refresh())
  expect(container.textContent).toBe('treatment 1control 1')
})

it.each(phases)('draws the fallback when the children crash in a %s', async (during) => {
  const client = await openClient()
  const record = vi.spyOn(client.crashes, 'record')
  const errors: string[] = []
  client.onError(({ code }) => errors.push(code))
  const { container } = render(
    <StrictMode>
      <SluiceProvider client={client}>
        <Gate flag="new-checkout" fallback="old">
          <Crash during={during} />
        </Gate>
        <p> beside</p>
      </SluiceProvider>
    </StrictMode>,
  )
  expect(container.textContent).toBe('old beside')
  expect(record).toHaveBeenCalledTimes(1)
  const [, crash] = record.mock.calls[0]!
  expect(crash).toMatchObject({ flag: 'new-checkout', variant: 'on' })
  expect(crash.error).toEqual(new Error('broken treatment'))
  expect(crash.componentStack).toContain('Crash')
  expect(errors).toEqual(['TREATMENT_CRASHED'])
  expect(isBroken(client, 'new-checkout', 'on')).toBe(true)
  takeConsole()
})

it('reports one crash when several effects of a treatment throw', async () => {
  const client = await openClient()
  const record = vi.spyOn(client.crashes, 'record')
  const { container } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        <Crash during="effect" message="first" />
        <Crash during="effect" message="second" />
      </Gate>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('old')
  expect(record).toHaveBeenCalledTimes(1)
  takeConsole()
})

it('draws the fallback at once when mounted again, and everywhere else, without a second crash', async () => {
  const client = await openClient()
  const record = vi.spyOn(client.crashes, 'record')
  const attempts = vi.fn()
  function Attempt(): ReactElement {
    attempts()
    throw new Error('broken treatment')
  }
  const ui = (key: number) => (
    <SluiceProvider client={client}>
      <Gate key={key} flag="new-checkout" fallback="old ">
        <Attempt />
      </Gate>
      <Gate flag="new-checkout" fallback="other old">
        other new
      </Gate>
    </SluiceProvider>
  )
  const { container, rerender } = render(ui(1))
  expect(container.textContent).toBe('old other old')
  attempts.mockClear()
  rerender(ui(2))
  expect(container.textContent).toBe('old other old')
  expect(attempts).not.toHaveBeenCalled()
  expect(record).toHaveBeenCalledTimes(1)
  takeConsole()
})

it('draws the fallback in every gate on the page when one of them crashes later', async () => {
  const client = await openClient()
  function Fragile(): ReactElement {
    const [isCrashing, setCrashing] = useState(false)
    if (isCrashing) throw new Error('broken treatment')
    return (
      <button type="button" onClick={() => setCrashing(true)}>
        new
      </button>
    )
  }
  const { container, getByRole } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        <Fragile />
      </Gate>
      <Gate flag="new-checkout" fallback=" other old">
        {' other new'}
      </Gate>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('new other new')
  fireEvent.click(getByRole('button'))
  expect(container.textContent).toBe('old other old')
  takeConsole()
})

it('draws another variant that arrives together with a crash', async () => {
  const client = await readyClient([flag('new-checkout', true, 'first')])
  client.onError(() => client.setOverride('new-checkout', { value: true, variant: 'second' }))
  function Fragile(): ReactElement {
    const { variant } = useGateDetails('new-checkout')
    if (variant === 'first') throw new Error('broken treatment')
    return <p>{variant}</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        <Fragile />
      </Gate>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('second')
  takeConsole()
})

it('never paints a page without treatment and control', async () => {
  const client = await openClient()
  function Later(): ReactElement {
    const [isCrashing, setCrashing] = useState(false)
    if (isCrashing) throw new Error('broken treatment')
    return (
      <button type="button" onClick={() => setCrashing(true)}>
        new
      </button>
    )
  }
  const { container, getByRole } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        <Later />
      </Gate>
    </SluiceProvider>,
  )
  const seen: string[] = []
  // Called in a microtask, which is before the next paint.
  const observer = new MutationObserver(() => seen.push(container.textContent))
  observer.observe(container, { childList: true, characterData: true, subtree: true })
  fireEvent.click(getByRole('button'))
  await vi.waitFor(() => expect(seen).not.toEqual([]))
  observer.disconnect()
  expect(seen).not.toContain('')
  expect(seen.at(-1)).toBe('old')
  takeConsole()
})

it('lets the crash of a fallback through to the boundary of the app', async () => {
  const client = await readyClient([flag('new-checkout', false)])
  const boundary = createRef<AppBoundary>()
  const { container } = render(
    <SluiceProvider client={client}>
      <AppBoundary ref={boundary}>
        <Gate flag="new-checkout" fallback={<Crash during="effect" message="broken control" />}>
          new
        </Gate>
      </AppBoundary>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('app: broken control')
  expect(boundary.current?.stacks[0]).toContain('Crash')
  expect(isBroken(client, 'new-checkout', 'off')).toBe(false)
  takeConsole()
})

it.each(phases)(
  'lets the crash of a fallback through after a treatment crashed, when both crash in a %s',
  async (during) => {
    const client = await openClient()
    const { container } = render(
      <SluiceProvider client={client}>
        <AppBoundary>
          <Gate flag="new-checkout" fallback={<Crash during={during} message="broken control" />}>
            <Crash during={during} />
          </Gate>
        </AppBoundary>
      </SluiceProvider>,
    )
    expect(container.textContent).toBe('app: broken control')
    takeConsole()
  },
)

it('tries another variant after a crash', async () => {
  const service = createFakeService([flag('new-checkout', true, 'first')])
  const client = await readyClient(service)
  function Fragile(): ReactElement {
    if (useGateDetails('new-checkout').variant === 'first') throw new Error('broken treatment')
    return <p>new</p>
  }
  const { container } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback="old">
        <Fragile />
      </Gate>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('old')
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('old')
  service.serve([flag('new-checkout', true, 'second')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('new')
  takeConsole()
})

it('keeps the state of a fallback that took the place of a crash when the gate is closed', async () => {
  const service = createFakeService([flag('new-checkout', true)])
  const client = await readyClient(service)
  const { container, getByText } = render(
    <SluiceProvider client={client}>
      <Gate flag="new-checkout" fallback={<Counter name="old" />}>
        <Crash during="render" />
      </Gate>
    </SluiceProvider>,
  )
  fireEvent.click(getByText('old 0'))
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('old 1')
  takeConsole()
})

it('takes a treatment that suspends for one that is on its way', async () => {
  const client = await openClient()
  const { promise, resolve } = Promise.withResolvers<{ default: () => ReactElement }>()
  const Lazy = lazy(() => promise)
  const { container } = render(
    <SluiceProvider client={client}>
      <Suspense fallback="loading">
        <Gate flag="new-checkout" fallback="old">
          <Lazy />
        </Gate>
      </Suspense>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('loading')
  await act(async () => resolve({ default: () => <p>new</p> }))
  expect(container.textContent).toBe('new')
  expect(isBroken(client, 'new-checkout', 'on')).toBe(false)
})
