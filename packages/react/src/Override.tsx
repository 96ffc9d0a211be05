import type { FlagKey, FlagValue, VariantName } from '@sluice/client'
import type { JsonValue } from '@sluice/core'
import { useMemo, type ReactElement, type ReactNode } from 'react'
import { ClientContext, type Read, type ReadClient } from './client-context.ts'
import { force, type Forced } from './force.ts'
import { isProvided, useClient } from './use-client.ts'

/**
 * What `Override` takes. A flag may be in both lists: then the value belongs to
 * the variant. Lists that force the same spare the readers below a render.
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
  const outer = useClient()
  // Lists that are written in place are other ones with every render, and another client would
  // make the readers below forget what they have shown.
  const lists = { value: values, variant: variants }
  let text: unknown = lists
  try {
    text = JSON.stringify(lists)
  } catch {
    // It is no JSON, so nothing tells whether it is the same.
  }
  const client = useMemo(
    () => wrapWith(outer, forcedFlags(lists)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- lists of one text force the same
    [outer, text],
  )
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}

/** As where there is no provider, and says nothing about that. Shared, it would be larger in every first load. */
const unanswered: Read = (key, value) => ({
  key,
  value,
  reason: 'ERROR',
  errorCode: 'PROVIDER_NOT_READY',
  metadata: {},
})

/** Makes of a client what it is below an `<Override>`. */
function wrapWith(outer: ReadClient, forced: ReadonlyMap<string, Forced>): ReadClient {
  const through =
    (read: Read): Read =>
    (key, defaultValue) => {
      const flag = forced.get(key)
      if (!flag) return read(key, defaultValue)
      // What is forced needs no provider, so nothing is said about one.
      const held = isProvided(outer) ? read(key, defaultValue) : unanswered(key, defaultValue)
      return force(flag, held, defaultValue)
    }
  let last: ReadClient | undefined
  let wrapped: ReadClient | undefined
  return {
    ...outer,
    peek: through(outer.peek),
    peekFirst: through(outer.peekFirst),
    wrap(inner) {
      // Another object would make the readers below render again.
      if (!wrapped || inner !== last) {
        last = inner
        wrapped = wrapWith(outer.wrap?.(inner) ?? inner, forced)
      }
      return wrapped
    },
  }
}

function forcedFlags(
  lists: Readonly<
    Record<keyof Forced, Readonly<Record<string, JsonValue | undefined>> | undefined>
  >,
): ReadonlyMap<string, Forced> {
  const forced = new Map<string, Forced>()
  for (const [part, all] of Object.entries(lists)) {
    for (const [key, given] of Object.entries(all ?? {}))
      if (given !== undefined) forced.set(key, { ...forced.get(key), [part]: given })
  }
  return forced
}
