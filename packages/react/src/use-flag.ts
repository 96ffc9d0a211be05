import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { useContext, useMemo, useSyncExternalStore } from 'react'
import { ClientContext, warnOfMissingProvider } from './client-context.ts'
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
  select: (details: EvaluationDetails<T>) => S,
): S {
  const client = useContext(ClientContext)
  const forced = useContext(ForcedContext)?.get(key)
  if (!forced) warnOfMissingProvider(client)

  const reader = useMemo(() => flagReader(client, key), [client, key])
  return useSyncExternalStore(
    reader.subscribe,
    () => select(reader.now(defaultValue, forced)),
    () => select(reader.first(defaultValue, forced)),
  )
}

/** Selects the value alone. */
export const selectValue = <T>({ value }: EvaluationDetails<T>): T => value
