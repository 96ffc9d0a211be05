import type { FlagKey, FlagValue, VariantName } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { useContext, useMemo, type ReactElement, type ReactNode } from 'react'
import { ClientContext } from './client-context.ts'
import { force, type Forced, type ForcedFlags, type Forcing } from './forced.ts'

/**
 * What `Override` takes. A flag may be in both lists: then the value belongs to
 * the variant. Lists that keep their identity spare the readers below a render.
 */
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
  const outer = useContext(ClientContext)
  const client = useMemo(
    () => ({ ...outer, forced: merge(outer.forced, values, variants) }),
    [outer, values, variants],
  )
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}

function merge(
  outer: ForcedFlags | undefined,
  values: Readonly<Record<string, JsonValue | undefined>> = {},
  variants: Readonly<Record<string, string | undefined>> = {},
): ForcedFlags {
  const own = new Map<string, Forcing>()
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) own.set(key, { value })
  }
  for (const [key, variant] of Object.entries(variants)) {
    if (variant !== undefined) own.set(key, { ...own.get(key), variant })
  }
  const forced = new Map<string, Forced>(outer)
  for (const [key, override] of own) forced.set(key, force(override))
  return forced
}
