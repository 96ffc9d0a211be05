import { act, render } from '@testing-library/react'
import { createRef, forwardRef, memo, version, type ReactElement, type Ref } from 'react'
import { expect, it } from 'vitest'
import { Crash } from '../test/crash.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import { SluiceProvider, withGate } from './index.ts'

interface Price {
  readonly price: number
}

function NewCheckout({ price }: Price): ReactElement {
  return <p>{`new ${price}`}</p>
}

function OldCheckout({ price }: Price): ReactElement {
  return <p>{`old ${price}`}</p>
}

const options = { flag: 'new-checkout', fallback: OldCheckout } as const

it('draws the component while the gate is open, else the fallback, with the same props', async () => {
  const service = createFakeService([flag('new-checkout', false)])
  const client = await readyClient(service)
  const Checkout = withGate(NewCheckout, options)
  const { container } = render(
    <SluiceProvider client={client}>
      <Checkout price={5} />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('old 5')
  service.serve([flag('new-checkout', true)])
  await act(() => client.refresh())
  expect(container.textContent).toBe('new 5')
})

it.each([
  ['nothing', undefined, ''],
  ['an element', <p key="p">element</p>, 'element'],
  ['a memo', memo(OldCheckout), 'old 5'],
])('takes %s for a fallback', async (_, fallback, text) => {
  const client = await readyClient([])
  const Checkout = withGate(NewCheckout, { flag: 'new-checkout', fallback })
  const { container } = render(
    <SluiceProvider client={client}>
      <Checkout price={5} />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe(text)
})

it('draws the fallback when the component crashes', async () => {
  const client = await readyClient([flag('new-checkout', true)])
  const Checkout = withGate(Crash, { flag: 'new-checkout', fallback: 'old' })
  const { container } = render(
    <SluiceProvider client={client}>
      <Checkout during="effect" />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('old')
  takeConsole()
})

it('hands a ref to the component that is drawn', async () => {
  const service = createFakeService([flag('new-checkout', true)])
  const client = await readyClient(service)
  const New = forwardRef<HTMLInputElement>((_, ref) => <input ref={ref} name="new" />)
  New.displayName = 'New'
  const Old = forwardRef<HTMLInputElement>((_, ref) => <input ref={ref} name="old" />)
  Old.displayName = 'Old'
  const Field = withGate(New, { flag: 'new-checkout', fallback: Old })
  const ref = createRef<HTMLInputElement>()
  render(
    <SluiceProvider client={client}>
      <Field ref={ref} />
    </SluiceProvider>,
  )
  expect(ref.current?.name).toBe('new')
  service.serve([flag('new-checkout', false)])
  await act(() => client.refresh())
  expect(ref.current?.name).toBe('old')
})

it.skipIf(version.startsWith('18.'))('hands a ref on as a prop', async () => {
  const client = await readyClient([flag('new-checkout', true)])
  const Field = withGate(
    function Input({ ref }: { readonly ref?: Ref<HTMLInputElement> }) {
      return <input ref={ref} />
    },
    { flag: 'new-checkout' },
  )
  const ref = createRef<HTMLInputElement>()
  render(
    <SluiceProvider client={client}>
      <Field ref={ref} />
    </SluiceProvider>,
  )
  expect(ref.current?.tagName).toBe('INPUT')
})

it('is called after the component that it guards', () => {
  expect(withGate(NewCheckout, options).displayName).toBe('withGate(NewCheckout)')
})
