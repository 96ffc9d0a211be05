import type { JsonValue } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import type { Override } from '../state.ts'

/** Overrides by flag key. */
export type Overrides = Iterable<readonly [key: string, override: Override]>

/** Forces these, and nothing else. */
export function forceOverrides(client: SluiceClient, overrides: Overrides): void {
  client.clearOverrides()
  for (const [key, override] of overrides) client.setOverride(key, resolved(client, key, override))
}

/**
 * Gives an override the value that its variant stands for, as far as a browser can
 * know it: that of the variant that is held. What nothing is held of is a gate when
 * its variant is called `on` or `off`.
 */
export function resolved(client: SluiceClient, key: string, override: Override): Override {
  const { variant } = override
  const held = client.store.getState().flags.get(key)
  let value: JsonValue | undefined = override.value
  if (value === undefined) {
    if (held?.variant === variant) value = held?.value
    else if (/^o(n|ff)$/.test(`${variant}`) && typeof (held?.value ?? true) === 'boolean')
      value = variant === 'on'
  }
  return value === undefined ? override : { ...override, value }
}
