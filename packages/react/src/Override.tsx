import type { FlagKey, FlagValue, VariantName } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { useContext, useState, type ReactElement, type ReactNode } from 'react'
import { ForcedContext, type Forced, type ForcedFlags } from './forced.ts'

/** What `Override` takes. A flag may be in both lists: then the value belongs to the variant. */
export interface OverrideProps {
  /** Values to serve, by flag key. `undefined` leaves a flag alone. */
  readonly values?: { readonly [K in FlagKey]?: FlagValue<K> | undefined }
  /**
   * Variants to draw, by flag key. `undefined` leaves a flag alone. Hooks that
   * want the value get it when the client holds it, or from `values`.
   */
  readonly variants?: { readonly [K in FlagKey]?: VariantName<K> | undefined }
  readonly children?: ReactNode
}

/**
 * Forces flags for everything below it, with reason `OVERRIDE`.
 *
 * Stronger than every other override, and than the service. Boundaries nest: the
 * nearest decides about the flags that it names. Works without a provider.
 *
 * @example
 * <Override values={{ 'new-checkout': true }} variants={{ 'checkout-cta': 'urgent' }}>
 *   <Checkout />
 * </Override>
 */
export function Override({ values, variants, children }: OverrideProps): ReactElement {
  const outer = useContext(ForcedContext)
  const next = merge(outer, values ?? {}, variants ?? {})
  const [kept, setKept] = useState(next)
  const current = same(kept, next) ? kept : next
  // Literals are new with every render: readers below render only when the content is.
  if (current !== kept) setKept(current)
  return <ForcedContext.Provider value={current}>{children}</ForcedContext.Provider>
}

function merge(
  outer: ForcedFlags,
  values: Readonly<Record<string, JsonValue | undefined>>,
  variants: Readonly<Record<string, string | undefined>>,
): ForcedFlags {
  const merged = new Map(outer)
  for (const key of new Set([...Object.keys(values), ...Object.keys(variants)])) {
    const forced: Forced = { value: values[key], variant: variants[key] }
    if (forced.value !== undefined || forced.variant !== undefined) merged.set(key, forced)
  }
  return merged
}

function same(a: ForcedFlags, b: ForcedFlags): boolean {
  return (
    a.size === b.size &&
    [...b].every(([key, { value, variant }]) => {
      const other = a.get(key)
      return other !== undefined && Object.is(other.value, value) && other.variant === variant
    })
  )
}
