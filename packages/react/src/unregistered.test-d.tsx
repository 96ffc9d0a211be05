import type { EvaluationContext, JsonValue } from '@sluice/core'
import type { ReactElement } from 'react'
import { expectTypeOf } from 'vitest'
import {
  Gate,
  Override,
  useGate,
  useSluiceContext,
  useSuspenseVariant,
  useVariant,
  useVariantDetails,
  Variant,
  type FlagDetails,
} from './index.ts'

/** Without a registry every key is a string, and the default gives the type. */
export function Hooks(key: string): null {
  expectTypeOf(useGate(key)).toEqualTypeOf<boolean>()
  expectTypeOf(useVariant(key, 'Buy now')).toEqualTypeOf<string>()
  expectTypeOf(useVariant(key, 20)).toEqualTypeOf<number>()
  expectTypeOf(useVariant(key, true)).toEqualTypeOf<boolean>()
  expectTypeOf(useVariant(key, null)).toEqualTypeOf<JsonValue>()
  expectTypeOf(useVariantDetails(key, 'Buy now')).toEqualTypeOf<FlagDetails<string>>()
  expectTypeOf(useVariant(key, { text: 'none' }).text).toEqualTypeOf<string>()
  expectTypeOf(useSuspenseVariant(key, 'Buy now')).toEqualTypeOf<string>()
  // @ts-expect-error -- not JSON
  useVariant(key, () => 'Buy now')

  const { context, setContext } = useSluiceContext()
  expectTypeOf(context).toEqualTypeOf<EvaluationContext>()
  void setContext({ targetingKey: 'ada', anything: [1] })
  return null
}

/** Components take any flag and any case. */
export function Components(): ReactElement {
  return (
    <Override values={{ anything: 5 }} variants={{ 'checkout-cta': 'urgent' }}>
      <Gate flag="anything">new</Gate>
      <Variant flag="checkout-cta" cases={{ control: 'plain', urgent: 'hurry' }} />
      <Variant
        flag="checkout-cta"
        cases={{ control: 'plain', urgent: async () => () => 'hurry' }}
      />
      {/* @ts-expect-error -- not a key */}
      <Gate flag={5} />
    </Override>
  )
}
