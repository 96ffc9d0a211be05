import type { EvaluationContext, EvaluationDetails, JsonValue } from '@sluice/core'
import { expectTypeOf } from 'vitest'
import type {
  FlagKey,
  FlagValue,
  GateKey,
  SluiceClient,
  SluiceContext,
  VariantName,
} from './index.ts'

/** Without a registry every key is a string, and the default gives the type. */
export function unregistered(client: SluiceClient, key: string): void {
  expectTypeOf<FlagKey>().toEqualTypeOf<string>()
  expectTypeOf<GateKey>().toEqualTypeOf<string>()
  expectTypeOf<VariantName<'any'>>().toEqualTypeOf<string>()
  expectTypeOf<FlagValue<'any'>>().toEqualTypeOf<JsonValue>()
  expectTypeOf<SluiceContext>().toEqualTypeOf<EvaluationContext>()

  expectTypeOf(client.peek(key, true)).toEqualTypeOf<EvaluationDetails<boolean>>()
  expectTypeOf(client.peek(key, 'a').value).toEqualTypeOf<string>()
  expectTypeOf(client.peek(key, 1).value).toEqualTypeOf<number>()
  expectTypeOf(client.peek(key, null).value).toEqualTypeOf<JsonValue>()
  expectTypeOf(client.peek(key, { text: 'a' }).value.text).toEqualTypeOf<'a'>()
  // @ts-expect-error -- not JSON
  client.peek(key, () => 'a')
  // @ts-expect-error -- not a key
  client.subscribeFlag(5, () => {})
  void client.setContext({ targetingKey: 'ada', anything: [1] })
  // @ts-expect-error -- a targeting key is a string
  void client.setContext({ targetingKey: 5 })
  client.setOverride(key, { value: { any: ['json'] }, variant: 'x' })
}
