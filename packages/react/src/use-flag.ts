import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { useContext, useMemo, useSyncExternalStore } from 'react'
import { ClientContext } from './client-context.ts'
import { flagReader, readDrawn, readNow } from './flag-reader.ts'

type UseFlag = <T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: EvaluationDetails<T>) => S,
) => S

const useFlagInBrowser: UseFlag = (key, defaultValue, select) => {
  const client = useContext(ClientContext)
  const reader = useMemo(() => flagReader(client, key), [client, key])
  return useSyncExternalStore(
    reader.subscribe,
    () => select(readNow(reader, defaultValue)),
    () => select(readDrawn(reader, defaultValue)),
  )
}

/** Nothing changes while a server draws, so nothing has to be kept for later. */
const useFlagOnServer: UseFlag = (key, defaultValue, select) =>
  select(useContext(ClientContext).peekFirst(key, defaultValue))

/**
 * The one way by which hooks and components read a flag: without an effect, and
 * so that a render that never commits leaves no trace.
 *
 * @param select - the part that the component shows; it renders when that part changes
 */
export const useFlag: UseFlag = typeof window === 'undefined' ? useFlagOnServer : useFlagInBrowser

/** Selects the value alone. */
export const selectValue = <T>({ value }: EvaluationDetails<T>): T => value
