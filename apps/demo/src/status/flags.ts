import type { FlagKey, FlagValue } from '@sluice/react'
import { everydayBanner } from '../banner/Banner.tsx'

/** Every flag that the shop reads, with the default that the shop reads it with. */
export const defaults: { readonly [K in FlagKey]: FlagValue<K> } = {
  banner: everydayBanner,
  'hero-layout': 'portrait',
  reviews: false,
  'wholesale-prices': false,
  'free-delivery-from': 80,
  'new-checkout': false,
  'express-pay': false,
  'checkout-cta': 'Place order',
  recommendations: 'row',
}

/** Their keys, in the order of the page from top to bottom. */
export const flagKeys = Object.keys(defaults) as FlagKey[]

/** The variant that the shop draws where another one crashed. */
export function controlOf(flag: FlagKey): string {
  const value = defaults[flag]
  return typeof value === 'string' ? value : 'off'
}
