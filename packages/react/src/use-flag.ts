import type { JsonValue } from '@sluice/core'
import { useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import { ClientContext, warnOfMissingProvider } from './client-context.ts'
import type { FlagDetails } from './flag-details.ts'
import { flagReader } from './flag-reader.ts'
import { ForcedContext } from './forced.ts'

/**
 * The one way by which hooks and components read a flag: without an effect, and
 * so that a render that never commits leaves no trace.
 *
 * @param select - the part that the component shows; it renders when that part changes
 */
export function useFlag<T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: FlagDetails<T>) => S,
): S {
  const client = useContext(ClientContext)
  const forced = useContext(ForcedContext).get(key)
  if (!forced) warnOfMissingProvider(client)

  const reader = useMemo(
    () => flagReader(client, key, defaultValue, forced),
    [client, key, defaultValue, forced],
  )
  const subscribe = useCallback(
    (listener: () => void) => client.subscribeFlag(key, listener),
    [client, key],
  )
  return useSyncExternalStore(
    subscribe,
    () => select(reader.now()),
    () => select(reader.first()),
  )
}

/** Selects the value alone. */
export const selectValue = <T>(details: FlagDetails<T>): T => details.value

/** Selects everything. */
export const selectDetails = <T>(details: FlagDetails<T>): FlagDetails<T> => details
