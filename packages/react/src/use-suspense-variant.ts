import type { FlagKey, FlagValue, ReadValue } from '@sluice/client'
import type { ExposureOptions } from './exposure/policy.ts'
import { useSuspenseFlag } from './use-suspense-flag.ts'

/**
 * As `useVariant`, but suspends as `useSuspenseGate` does.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 * @param options - when it counts as seen, where not as the flag says
 *
 * @example
 * const label = useSuspenseVariant('checkout-cta', 'Buy now')
 */
export function useSuspenseVariant<K extends FlagKey, D extends FlagValue<K>>(
  key: K,
  defaultValue: D,
  options?: ExposureOptions,
): ReadValue<K, D> {
  return useSuspenseFlag<FlagValue<K>>(key, defaultValue, options) as ReadValue<K, D>
}
