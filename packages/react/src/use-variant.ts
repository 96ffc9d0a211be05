import type { FlagKey, FlagValue, ReadValue } from '@sluice/client'
import type { ExposureOptions } from './exposure/policy.ts'
import { toFlagDetails, type FlagDetails } from './flag-details.ts'
import { selectValue } from './select-value.ts'
import { useFlag } from '#use-flag'

/**
 * Gives the value of a flag, typed from its key, and renders the component again
 * when the value changes.
 *
 * Never throws and never waits: without a provider, before the first answer, for
 * an unknown flag and for a value of another type it gives the default.
 *
 * @param defaultValue - today's behaviour, of the flag's own type
 * @param options - when it counts as seen, where not as the flag says
 *
 * @example
 * const label = useVariant('checkout-cta', 'Buy now')
 */
export function useVariant<K extends FlagKey, D extends FlagValue<K>>(
  key: K,
  defaultValue: D,
  options?: ExposureOptions,
): ReadValue<K, D> {
  return useFlag<FlagValue<K>, FlagValue<K>>(key, defaultValue, selectValue, options) as ReadValue<
    K,
    D
  >
}

/**
 * As `useVariant`, with variant, reason, rule and version. Renders again when any
 * of them changes, so prefer `useVariant` where the value is enough.
 *
 * @example
 * const { value, variant, reason } = useVariantDetails('checkout-cta', 'Buy now')
 */
export function useVariantDetails<K extends FlagKey, D extends FlagValue<K>>(
  key: K,
  defaultValue: D,
  options?: ExposureOptions,
): FlagDetails<ReadValue<K, D>> {
  return useFlag<FlagValue<K>, FlagDetails<FlagValue<K>>>(
    key,
    defaultValue,
    toFlagDetails,
    options,
  ) as FlagDetails<ReadValue<K, D>>
}
