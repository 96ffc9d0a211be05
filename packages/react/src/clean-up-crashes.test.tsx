import { isBroken } from '@sluice/client/crashes'
import { act, fireEvent, render } from '@testing-library/react'
import {
  Component,
  useEffect,
  useLayoutEffect,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react'
import { expect, it, vi } from 'vitest'
import { AppBoundary } from '../test/crash.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { Gate, SluiceProvider, Variant, withGate } from './index.ts'

const ERROR = new Error('broken clean-up')

function leaveBadly(): never {
  throw ERROR
}

class Unmounted extends Component {
  override componentWillUnmount = leaveBadly

  override render(): ReactNode {
    return 'new'
  }
}

/** Treatments that go wrong only as they leave the page, by what throws. */
const TREATMENTS: Readonly<Record<string, () => ReactNode>> = {
  'an effect': function Treatment() {
    useEffect(() => leaveBadly, [])
    return 'new'
  },
  'a layout effect': function Treatment() {
    useLayoutEffect(() => leaveBadly, [])
    return 'new'
  },
  'several effects': function Treatment() {
    useLayoutEffect(() => leaveBadly, [])
    useEffect(() => leaveBadly, [])
    useEffect(() => leaveBadly, [])
    return 'new'
  },
  'a class': () => <Unmounted />,
  'a ref': () => <span ref={(element) => (element ? undefined : leaveBadly())}>new</span>,
}

function Counter({ name }: { readonly name: string }): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`${name} ${count}`}
    </button>
  )
}

/** Opens a page of which every button that counts was pressed once. */
async function open(service: ReturnType<typeof createFakeService>, node: ReactNode) {
  const client = await readyClient(service)
  const record = vi.spyOn(client.crashes, 'record')
  const told: string[] = []
  client.onError(({ code }) => told.push(code))
  const { container, getAllByRole, rerender } = render(
    <SluiceProvider client={client}>
      {node}
      <Counter name=" around" />
    </SluiceProvider>,
  )
  for (const button of getAllByRole('button')) fireEvent.click(button)
  return { client, container, record, told, rerender }
}

it.each(Object.entries(TREATMENTS))(
  'draws the fallback, and keeps the page, when the gate is closed and the clean-up of %s throws',
  async (_, Treatment) => {
    const service = createFakeService([flag('new-checkout', true)])
    const { client, container, record, told } = await open(
      service,
      <Gate flag="new-checkout" fallback="old">
        <Treatment />
      </Gate>,
    )
    expect(container.textContent).toBe('new around 1')
    service.serve([flag('new-checkout', false)])
    await act(() => client.refresh())
    expect(container.textContent).toBe('old around 1')
    expect(told).toEqual(['TREATMENT_CRASHED'])
    expect(record.mock.calls).toEqual([
      [
        expect.anything(),
        expect.objectContaining({ flag: 'new-checkout', variant: 'on', error: ERROR }),
      ],
    ])
    // It is broken for this session as after any crash, and the control is not.
    expect(isBroken(client, 'new-checkout', 'off')).toBe(false)
    service.serve([flag('new-checkout', true)])
    await act(() => client.refresh())
    expect(container.textContent).toBe('old around 1')
    takeConsole()
  },
)

it.each(Object.entries(TREATMENTS))(
  'draws the control, and keeps the page, when a variant is taken back and the clean-up of %s throws',
  async (_, Treatment) => {
    const service = createFakeService([flag('checkout-cta', 'x', 'urgent')])
    const { client, container, told } = await open(
      service,
      <Variant flag="checkout-cta" cases={{ control: 'old', urgent: <Treatment />, calm: null }} />,
    )
    expect(container.textContent).toBe('new around 1')
    service.serve([flag('checkout-cta', 'x', 'control')])
    await act(() => client.refresh())
    expect(container.textContent).toBe('old around 1')
    expect(told).toEqual(['TREATMENT_CRASHED'])
    expect(isBroken(client, 'checkout-cta', 'urgent')).toBe(true)
    takeConsole()
  },
)

it('keeps another treatment that took the place of one that left badly', async () => {
  const Treatment = TREATMENTS['an effect']!
  const service = createFakeService([flag('checkout-cta', 'x', 'urgent')])
  const { client, container, told } = await open(
    service,
    <Variant
      flag="checkout-cta"
      cases={{ control: 'old', urgent: <Treatment />, calm: <Counter name="calm" /> }}
    />,
  )
  service.serve([flag('checkout-cta', 'x', 'calm')])
  await act(() => client.refresh())
  fireEvent.click(container.querySelector('button')!)
  expect(container.textContent).toBe('calm 1 around 1')
  expect(told).toEqual(['TREATMENT_CRASHED'])
  expect(isBroken(client, 'checkout-cta', 'calm')).toBe(false)
  service.serve([flag('checkout-cta', 'x', 'urgent')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('old around 1')
  service.serve([flag('checkout-cta', 'x', 'calm')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('calm 0 around 1')
  takeConsole()
})

it('blames the treatment that was there, not another for which the same children stand', async () => {
  const Treatment = TREATMENTS['an effect']!
  const service = createFakeService([flag('new-checkout', true, 'first')])
  const { client, told } = await open(
    service,
    <Gate flag="new-checkout" fallback="old">
      <Treatment />
    </Gate>,
  )
  service.serve([flag('new-checkout', true, 'second')])
  await act(() => client.refresh())
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(told).toEqual(['TREATMENT_CRASHED'])
  expect(isBroken(client, 'new-checkout', 'first')).toBe(false)
  expect(isBroken(client, 'new-checkout', 'second')).toBe(true)
  takeConsole()
})

it('lets the clean-up of a control through to the boundary of the app', async () => {
  const Control = TREATMENTS['an effect']!
  const service = createFakeService([flag('new-checkout', false)])
  const { client, container, told } = await open(
    service,
    <AppBoundary>
      <Gate flag="new-checkout" fallback={<Control />}>
        new
      </Gate>
    </AppBoundary>,
  )
  service.serve([flag('new-checkout', true)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('app: broken clean-up around 1')
  expect(told).toEqual([])
  takeConsole()
})

it('keeps the page when a component with a gate of its own leaves badly', async () => {
  const service = createFakeService([flag('new-checkout', true)])
  const Gated = withGate(TREATMENTS['an effect']!, { flag: 'new-checkout', fallback: 'old' })
  const { client, container, told } = await open(service, <Gated />)
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('old around 1')
  expect(told).toEqual(['TREATMENT_CRASHED'])
  takeConsole()
})

it('keeps the page when what was loaded leaves badly', async () => {
  const Loaded = TREATMENTS['a layout effect'] as () => ReactElement
  const service = createFakeService([flag('checkout-cta', 'x', 'urgent')])
  const { client, container, told } = await open(
    service,
    <Variant
      flag="checkout-cta"
      cases={{ control: 'old', urgent: async () => Loaded, calm: null }}
    />,
  )
  await act(async () => {})
  expect(container.textContent).toBe('new around 1')
  service.serve([flag('checkout-cta', 'x', 'control')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('old around 1')
  expect(told).toEqual(['TREATMENT_CRASHED'])
  takeConsole()
})
