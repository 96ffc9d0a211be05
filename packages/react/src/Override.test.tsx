import { isBroken } from '@sluice/client/crashes'
import { act, render } from '@testing-library/react'
import { memo, type ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { Crash } from '../test/crash.tsx'
import { createFakeService, flag, readyClient } from '../test/service.ts'
import { takeConsole } from '../test/strict-page.ts'
import {
  Gate,
  Override,
  SluiceProvider,
  useGate,
  useGateDetails,
  useVariant,
  useVariantDetails,
  Variant,
} from './index.ts'

function Details({ flagKey = 'checkout-cta' }: { flagKey?: string }): ReactElement {
  const { value, variant, reason, override } = useVariantDetails(flagKey, 'default')
  return <p>{`${value} ${variant} ${reason} ${override}`}</p>
}

it('forces values and variants below it, and nothing beside it', async () => {
  const client = await readyClient([flag('checkout-cta', 'Buy now', 'control')])
  const { container } = render(
    <SluiceProvider client={client}>
      <Override values={{ 'checkout-cta': 'Hurry' }} variants={{ 'checkout-cta': 'urgent' }}>
        <Details />
      </Override>
      <Details />
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('Hurry urgent OVERRIDE trueBuy now control SPLIT false')
})

it('is stronger than an override of the client', async () => {
  const client = await readyClient([flag('new-checkout', false)])
  client.setOverride('new-checkout', { value: false })
  const { container } = render(
    <SluiceProvider client={client}>
      <Override values={{ 'new-checkout': true }}>
        <Gate flag="new-checkout">new</Gate>
      </Override>
    </SluiceProvider>,
  )
  expect(container.textContent).toBe('new')
})

it('reaches through a provider below it', async () => {
  const client = await readyClient([flag('new-checkout', false), flag('other', true)])
  const { container } = render(
    <Override values={{ 'new-checkout': true }}>
      <SluiceProvider client={client}>
        <Gate flag="new-checkout">forced</Gate>
        <Gate flag="other"> served</Gate>
      </SluiceProvider>
    </Override>,
  )
  expect(container.textContent).toBe('forced served')
})

it('nests: the nearest decides about the flags that it names', () => {
  function Both(): ReactElement {
    const a = useVariantDetails('a', 'default')
    const b = useVariantDetails('b', 'default')
    return <p>{`${a.value} ${a.variant}, ${b.value} ${b.variant}`}</p>
  }
  const { container } = render(
    <Override values={{ a: 'outer', b: 'outer' }} variants={{ a: 'outer', b: 'outer' }}>
      <Override values={{ a: 'inner', b: undefined }}>
        <Both />
      </Override>
    </Override>,
  )
  expect(container.textContent).toBe('inner undefined, outer outer')
})

it('works without a provider', () => {
  const { container } = render(
    <Override values={{ 'new-checkout': true }} variants={{ 'checkout-cta': 'urgent' }}>
      <Gate flag="new-checkout">new</Gate>
      <Variant
        flag="checkout-cta"
        cases={{ control: ' plain', urgent: ' hurry' }}
        pending="never"
      />
    </Override>,
  )
  expect(container.textContent).toBe('new hurry')
})

it('knows on and off of a boolean flag, by name and by value', () => {
  function Gates(): ReactElement {
    const named = useGateDetails('named')
    const valued = useGateDetails('valued')
    const strange = useGateDetails('strange', true)
    return <p>{`${named.value} ${valued.variant} ${strange.value} ${strange.variant}`}</p>
  }
  const { container } = render(
    <Override variants={{ named: 'on', strange: 'sometimes' }} values={{ valued: true }}>
      <Gates />
      <Variant flag="valued" cases={{ off: ' closed', on: ' open' }} />
    </Override>,
  )
  expect(container.textContent).toBe('true on true sometimes open')
})

it('takes the value of a variant from the client when that is the one it holds', async () => {
  const client = await readyClient([flag('checkout-cta', 'Hurry', 'urgent')])
  function Page(): ReactElement {
    return <p>{useVariant('checkout-cta', 'Buy now')}</p>
  }
  const ui = (variant: string) => (
    <SluiceProvider client={client}>
      <Override variants={{ 'checkout-cta': variant }}>
        <Page />
      </Override>
    </SluiceProvider>
  )
  const { container, rerender } = render(ui('urgent'))
  expect(container.textContent).toBe('Hurry')
  rerender(ui('control'))
  expect(container.textContent).toBe('Buy now')
})

it('serves the default for a forced value of another type, and keeps to own properties', () => {
  const values = JSON.parse('{"checkout-cta": 5, "__proto__": true}') as Record<string, boolean>
  function Page(): ReactElement {
    return <p>{`${useGate('constructor')} ${useGate('__proto__')}`}</p>
  }
  const { container } = render(
    <Override values={{ constructor: false, ...values }} variants={{}}>
      <Details />
      <Override values={values}>
        <Page />
      </Override>
    </Override>,
  )
  expect(container.textContent).toBe('default undefined ERROR truefalse true')
})

it('spares the readers below a render while its lists stay the same', () => {
  const rendered = vi.fn()
  const Reader = memo(function Reader(): ReactElement {
    rendered()
    return <p>{String(useGate('new-checkout'))}</p>
  })
  const values = { 'new-checkout': true }
  const ui = () => (
    <Override values={values}>
      <Reader />
    </Override>
  )
  const { rerender } = render(ui())
  rerender(ui())
  expect(rendered).toHaveBeenCalledTimes(1)
})

it('draws the control when a forced treatment crashes, with and without a provider', async () => {
  const client = await readyClient(createFakeService())
  const page = (
    <Override variants={{ 'checkout-cta': 'urgent' }}>
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: <Crash during="effect" />, calm: 'calm' }}
      />
    </Override>
  )
  const bare = render(page)
  expect(bare.container.textContent).toBe('plain')
  const provided = render(<SluiceProvider client={client}>{page}</SluiceProvider>)
  expect(provided.container.textContent).toBe('plain')
  expect(isBroken(client, 'checkout-cta', 'urgent')).toBe(true)
  await act(() => client.refresh())
  takeConsole()
})

it('spares the readers below a provider inside it a render when that is drawn again', async () => {
  const rendered = vi.fn()
  const Reader = memo(function Reader(): ReactElement {
    rendered()
    return <p>{String(useGate('new-checkout'))}</p>
  })
  const client = await readyClient([])
  const reader = <Reader />
  const ui = (title: string): ReactElement => (
    <Override values={{ 'new-checkout': true }}>
      {title}
      <SluiceProvider client={client}>{reader}</SluiceProvider>
    </Override>
  )
  const { container, rerender } = render(ui('a '))
  rerender(ui('b '))
  expect(container.textContent).toBe('b true')
  expect(rendered).toHaveBeenCalledTimes(1)
})
