import type { FlagKey, FlagValue, ReadValue } from '@sluice/client'
import { useSuspenseFlag } from './use-suspense-flag.ts'

/**
 * As `useVariant`, but suspends as `useSuspenseGate` does.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 *
 * @example
 * const label = useSuspenseVariant('checkout-cta', 'Buy now')
 */
export function useSuspenseVariant<K extends FlagKey, D extends FlagValue<K>>(
  key: K,
  defaultValue: D,
): ReadValue<K, D> {
  return useSuspenseFlag<FlagValue<K>>(key, defaultValue) as ReadValue<K, D>
}
