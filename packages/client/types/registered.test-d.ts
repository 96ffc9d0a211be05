import type {
  FlagKey,
  FlagValue,
  GateKey,
  SluiceClient,
  SluiceContext,
  VariantName,
} from '@sluice/client'
import { createSluiceClient } from '@sluice/client'
import { expectTypeOf } from 'vitest'

/** With a registry keys, values and attributes are known. */
export function registered(client: SluiceClient): void {
  expectTypeOf<FlagKey>().toEqualTypeOf<'new-checkout' | 'checkout-cta' | 'page-size' | 'theme'>()
  expectTypeOf<GateKey>().toEqualTypeOf<'new-checkout'>()
  expectTypeOf<VariantName<'checkout-cta'>>().toEqualTypeOf<'control' | 'urgent'>()
  expectTypeOf<FlagValue<'page-size'>>().toEqualTypeOf<number>()

  expectTypeOf(client.peek('new-checkout', false).value).toEqualTypeOf<boolean>()
  expectTypeOf(client.peek('checkout-cta', 'Buy now').value).toEqualTypeOf<
    'Buy now' | 'Only 2 left'
  >()
  expectTypeOf(client.peek('page-size', 10).value).toEqualTypeOf<number>()
  expectTypeOf(client.peek('theme', { colour: 'red' }).value.rounded).toEqualTypeOf<
    boolean | undefined
  >()
  // @ts-expect-error -- no such flag
  client.peek('new-chekout', false)
  // @ts-expect-error -- a gate has a boolean default
  client.peek('new-checkout', 'no')
  // @ts-expect-error -- no variant has this value
  client.peek('checkout-cta', 'Buy')
  // @ts-expect-error -- no such flag
  client.subscribeFlag('nothing', () => {})
  // @ts-expect-error -- no such flag
  client.setOverride('nothing', { value: true })

  void client.setContext({ targetingKey: 'ada', anonymousKey: 'x', country: 'DE', age: 36 })
  // @ts-expect-error -- declared as a string
  void client.setContext({ country: 5 })
  // @ts-expect-error -- not declared
  void client.setContext({ county: 'DE' })
  expectTypeOf<SluiceContext['country']>().toEqualTypeOf<string | undefined>()
}

/** The context of a new client is typed too. */
export const client: SluiceClient = createSluiceClient({
  url: '/flags',
  clientKey: 'k',
  // @ts-expect-error -- declared as a number
  context: { age: '36' },
})
