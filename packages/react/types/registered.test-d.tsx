import {
  Gate,
  Override,
  useGate,
  useGateDetails,
  useSluiceContext,
  useVariant,
  useVariantDetails,
  Variant,
  type FlagDetails,
} from '@sluice/react'
import type { ReactElement } from 'react'
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

  // @ts-expect-error -- a misspelt key
  useGate('new-chekout')
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
