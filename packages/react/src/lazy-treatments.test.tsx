import { act, fireEvent, render } from '@testing-library/react'
import { memo, StrictMode } from 'react'
import { expect, it } from 'vitest'
import { Urgent, createCode, cta, show } from '../test/late-code.tsx'
import { createFakeService, createTestClient, flag, readyClient } from '../test/service.ts'
import { Gate, SluiceProvider, Variant } from './index.ts'

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

it('loads anew what an edit made of a function, once, and leaves what stood there meanwhile', async () => {
  const code = createCode()
  const client = await readyClient([cta('urgent')])
  const page = (urgent: () => Promise<unknown>) => (
    <SluiceProvider client={client}>
      <Variant flag="checkout-cta" cases={{ urgent: urgent as typeof code.load }} />
    </SluiceProvider>
  )
  const { container, rerender } = await act(async () => render(page(async () => Urgent)))
  expect(container.textContent).toBe('hurry 0 0')
  fireEvent.click(container.querySelector('button')!)
  for (let draw = 0; draw < 2; draw += 1) await act(async () => rerender(page(() => code.load())))
  expect(container.textContent).toBe('hurry 0 1')
  await code.arrive(() => <i>edited</i>)
  expect(container.textContent).toBe('edited')
  expect(code.load).toHaveBeenCalledTimes(1)
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
