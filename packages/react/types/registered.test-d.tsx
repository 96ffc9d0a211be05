import {
  Gate,
  Override,
  useGate,
  useGateDetails,
  useSluiceContext,
  useSuspenseGate,
  useSuspenseVariant,
  useTrack,
  useVariant,
  useVariantDetails,
  Variant,
  withGate,
  type FlagDetails,
} from '@sluice/react'
import type { ReactElement, ReactNode } from 'react'
import { expectTypeOf } from 'vitest'
import './register.ts'

/** Hooks know the flags of the registry. */
export function Hooks(): null {
  expectTypeOf(useGate('new-checkout')).toEqualTypeOf<boolean>()
  expectTypeOf(useGateDetails('new-checkout')).toEqualTypeOf<FlagDetails<boolean>>()
  expectTypeOf(useVariant('checkout-cta', 'Buy now')).toEqualTypeOf<string>()
  expectTypeOf(useVariant('page-size', 20)).toEqualTypeOf<number>()
  expectTypeOf(useVariant('banner', { text: '' })).toEqualTypeOf<{ readonly text: string }>()
  expectTypeOf(useVariantDetails('page-size', 20)).toEqualTypeOf<FlagDetails<number>>()

  expectTypeOf(useSuspenseGate('new-checkout')).toEqualTypeOf<boolean>()
  expectTypeOf(useSuspenseVariant('page-size', 20)).toEqualTypeOf<number>()

  // @ts-expect-error -- a misspelt key
  useGate('new-chekout')
  // @ts-expect-error -- not a boolean flag
  useSuspenseGate('checkout-cta')
  // @ts-expect-error -- a default of another type
  useSuspenseVariant('checkout-cta', 5)
  // @ts-expect-error -- not a boolean flag
  useGate('checkout-cta')
  // @ts-expect-error -- a misspelt key
  useVariant('checkout-ct', 'Buy now')
  // @ts-expect-error -- a default of another type
  useVariant('checkout-cta', 5)
  // @ts-expect-error -- a default of another shape
  useVariantDetails('banner', { title: '' })
  // @ts-expect-error -- no default
  useVariant('checkout-cta')
  return null
}

/** Outcomes are typed by their names. */
export function Outcomes(): null {
  const track = useTrack()
  track('order-placed', { value: 5, properties: { currency: 'EUR' } })
  // @ts-expect-error -- a misspelt name
  track('order-plcaed')
  // @ts-expect-error -- a value that no metric adds up
  track('order-placed', { value: '5' })
  return null
}

/** The context is typed by its attributes. */
export function Context(): null {
  const { setContext } = useSluiceContext()
  void setContext({ targetingKey: 'ada', country: 'DE' })
  // @ts-expect-error -- an attribute that nobody declared
  void setContext({ countri: 'DE' })
  // @ts-expect-error -- an attribute of another type
  void setContext({ country: 5 })
  return null
}

/** Components know the flags and their variants. */
export function Components(): ReactElement {
  return (
    <>
      <Gate flag="new-checkout" />
      {/* @ts-expect-error -- not a boolean flag */}
      <Gate flag="checkout-cta" />
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: 'hurry' }} />
      <Variant flag="new-checkout" cases={{ on: 'new', off: 'old' }} />
      {/* @ts-expect-error -- a misspelt key */}
      <Variant flag="checkout-ct" cases={{ control: 'plain', urgent: 'hurry' }} />
      {/* @ts-expect-error -- a variant without a case */}
      <Variant flag="checkout-cta" cases={{ control: 'plain' }} />
      {/* @ts-expect-error -- a case without a variant */}
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: 'hurry', calm: 'calm' }} />
      {/* @ts-expect-error -- a misspelt variant */}
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgnt: 'hurry' }} />
      <Override values={{ 'page-size': 5 }} variants={{ 'checkout-cta': 'urgent' }} />
      {/* @ts-expect-error -- a value of another type */}
      <Override values={{ 'page-size': 'five' }} />
      {/* @ts-expect-error -- a misspelt variant */}
      <Override variants={{ 'checkout-cta': 'urgnt' }} />
    </>
  )
}

function Plain(): ReactNode {
  return 'plain'
}

function Priced({ price }: { readonly price: number }): ReactNode {
  return price
}

/** What is loaded gets the props that it needs. */
export function Loaded(): ReactElement {
  const plain = async () => ({ default: Plain })
  const priced = async () => ({ default: Priced })
  return (
    <>
      <Gate flag="new-checkout">{plain}</Gate>
      <Gate flag="new-checkout">{async () => Plain}</Gate>
      <Gate flag="new-checkout" props={{ price: 5 }}>
        {priced}
      </Gate>
      {/* @ts-expect-error -- no props for a component that needs some */}
      <Gate flag="new-checkout">{priced}</Gate>
      {/* @ts-expect-error -- nothing that draws */}
      <Gate flag="new-checkout">{async () => 'text'}</Gate>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: plain }} />
      <Variant
        flag="checkout-cta"
        cases={{ control: plain, urgent: priced }}
        props={{ price: 5 }}
      />
      <Variant
        flag="checkout-cta"
        // @ts-expect-error -- a prop of another type
        cases={{ control: 'plain', urgent: priced }}
        props={{ price: 'five' }}
      />
      {/* @ts-expect-error -- no props for a component that needs some */}
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: priced }} />
      {/* @ts-expect-error -- a variant without a case */}
      <Variant flag="checkout-cta" cases={{ urgent: plain }} />
    </>
  )
}

const Checkout = withGate(Priced, { flag: 'new-checkout', fallback: Priced })
// @ts-expect-error -- not a boolean flag
withGate(Priced, { flag: 'checkout-cta' })
// @ts-expect-error -- a fallback that needs other props
withGate(Priced, { flag: 'new-checkout', fallback: ({ sum }: { readonly sum: number }) => sum })

/** What stands behind a gate keeps its props. */
export function Gated(): ReactElement {
  return (
    <>
      <Checkout price={5} />
      {/* @ts-expect-error -- a prop is missing */}
      <Checkout />
      {/* @ts-expect-error -- a prop of another type */}
      <Checkout price="five" />
    </>
  )
}
