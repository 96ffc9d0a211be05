import { isBroken } from '@sluice/client/crashes'
import { act, fireEvent, render } from '@testing-library/react'
import { useState, type ReactElement } from 'react'
import { expect, it } from 'vitest'
import { AppBoundary, Crash } from '../test/crash.tsx'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { SluiceProvider, Variant } from './index.ts'

function Counter({ name }: { name: string }): ReactElement {
  const [count, setCount] = useState(0)
  return (
    <button type="button" onClick={() => setCount(count + 1)}>
      {`${name} ${count}`}
    </button>
  )
}

const cta = (variant: string) => flag('checkout-cta', `value of ${variant}`, variant)

it('draws the case of the variant that is served', async () => {
  const service = createFakeService([cta('urgent')])
  const client = await readyClient(service)
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: 'hurry' }} />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('hurry')
  service.serve([cta('control')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('plain')
})

it('draws what is pending until the first answer, then the case', async () => {
  const service = createFakeService([cta('urgent')])
  const release = service.hold()
  const client = createTestClient(service)
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: 'hurry' }}
        pending="skeleton"
      />
      <Variant flag="checkout-cta" cases={{ control: ' plain', urgent: ' hurry' }} />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('skeleton plain')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('hurry hurry')
})

it('draws the control when the service does not answer in time', async () => {
  const service = createFakeService([cta('urgent')])
  service.hold()
  const client = createTestClient(service, { readyTimeoutMs: 5 })
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: 'hurry' }}
        pending="skeleton"
      />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('skeleton')
  await act(() => client.ready())
  expect(container.textContent).toBe('plain')
})

it('draws a forced variant instead of what is pending', () => {
  const service = createFakeService([])
  service.hold()
  const client = createTestClient(service)
  client.setOverride('checkout-cta', { value: 'forced', variant: 'urgent' })
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: 'hurry' }}
        pending="skeleton"
      />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('hurry')
})

it.each([
  ['without a case', cta('brand-new')],
  ['named like a method', cta('toString')],
  ['named like the prototype', cta('__proto__')],
  ['of a flag that nobody defined', flag('another', 'value', 'urgent')],
])('draws the control for a variant %s', async (_, served) => {
  const client = await readyClient([served])
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant flag="checkout-cta" cases={{ urgent: 'hurry', control: 'plain' }} pending="never" />
      <Variant flag="checkout-cta" cases={{ first: ' first', second: ' second' }} />
      <Variant
        flag="checkout-cta"
        cases={{ urgent: 'hurry', control: 'plain' }}
        fallback=" fallback"
      />
      <Variant flag="checkout-cta" cases={{ control: 'plain' }} fallback={null} />
      <Variant flag="checkout-cta" cases={{}} />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('plain first fallback')
})

it('draws a case that is nothing', async () => {
  const client = await readyClient([cta('urgent')])
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: null }} />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('')
})

it('keeps the state of a case that stays, and shares none between cases', async () => {
  const service = createFakeService([cta('control')])
  const client = await readyClient(service)
  const { container, getByRole } = render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{
          control: <Counter name="plain" />,
          urgent: <Counter name="hurry" />,
          calm: <Counter name="calm" />,
        }}
      />
    </SluiceProvider>,
  )
  const become = async (served: Parameters<typeof service.serve>[0]) => {
    service.serve(served)
    await act(() => client.refresh())
  }
  fireEvent.click(getByRole('button'))
  await become([flag('checkout-cta', 'other value', 'control', { version: 2 })])
  expect(container.textContent).toBe('plain 1')
  await become([cta('brand-new')])
  expect(container.textContent).toBe('plain 1')
  await become([cta('urgent')])
  expect(container.textContent).toBe('hurry 0')
  fireEvent.click(getByRole('button'))
  await become([flag('checkout-cta', 'other value', 'urgent', { version: 3 })])
  expect(container.textContent).toBe('hurry 1')
  await become([cta('calm')])
  expect(container.textContent).toBe('calm 0')
})

it('shares no state between the control and what is pending or falls back', async () => {
  const service = createFakeService([cta('brand-new')])
  const release = service.hold()
  const client = createTestClient(service)
  const { container, getByRole } = render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: <Counter name="plain" /> }}
        pending={<Counter name="pending" />}
        fallback={<Counter name="fallback" />}
      />
    </SluiceProvider>,
  )
  fireEvent.click(getByRole('button'))
  expect(container.textContent).toBe('pending 1')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(container.textContent).toBe('fallback 0')
  fireEvent.click(getByRole('button'))
  service.serve([cta('control')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('plain 0')
})

it('draws the control when a treatment crashes, and other treatments afterwards', async () => {
  const service = createFakeService([cta('urgent')])
  const client = await readyClient(service)
  const { container } = render(
    <SluiceProvider client={client}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: <Crash during="effect" />, calm: 'calm' }}
        fallback="fallback"
      />
      <Variant
        flag="checkout-cta"
        cases={{ urgent: <Crash during="render" />, calm: ' calm' }}
        fallback=" fallback"
      />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('plain fallback')
  expect(isBroken(client, 'checkout-cta', 'urgent')).toBe(true)
  service.serve([cta('calm')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('calm calm')
  service.serve([cta('urgent')])
  await act(() => client.refresh())
  expect(container.textContent).toBe('plain fallback')
  takeConsole()
})

it('lets the crash of a control through to the boundary of the app', async () => {
  const client = await readyClient([cta('control')])
  const { container } = render(
    <SluiceProvider client={client}>
      <AppBoundary>
        <Variant
          flag="checkout-cta"
          cases={{ control: <Crash during="effect" message="broken control" />, urgent: 'hurry' }}
        />
      </AppBoundary>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('app: broken control')
  takeConsole()
})
