import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { useContext, useSyncExternalStore } from 'react'
import { ClientContext } from './client-context.ts'
import type { ExposureOptions } from './exposure/policy.ts'
import { useShown } from './exposure/use-shown.ts'
import { useReader } from './component-reader.ts'
import { readDrawn, readNow } from './read-flag.ts'

type UseFlag = <T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: EvaluationDetails<T>) => S,
  options?: ExposureOptions,
) => S

const useFlagInBrowser: UseFlag = (key, defaultValue, select, options) => {
  const reader = useReader(key)
  const selected = useSyncExternalStore(
    reader.subscribe,
    () => select(readNow(reader, defaultValue)),
    () => select(readDrawn(reader, defaultValue)),
  )
  useShown(reader, reader.last as EvaluationDetails, { select, own: options?.exposure })
  return selected
}

const useFlagOnServer: UseFlag = (key, defaultValue, select, options) => {
  const client = useContext(ClientContext)
  const details = client.peekFirst(key, defaultValue)
  client.drawn?.push(details, options?.exposure)
  return select(details)
}

/**
 * The one way by which hooks read a flag, so that a render that never commits
 * leaves no trace.
 *
 * @param select - the part that the component shows; it renders when that part changes
 */
export const useFlag: UseFlag = typeof window === 'undefined' ? useFlagOnServer : useFlagInBrowser

/** Selects the value alone. */
export const selectValue = <T>({ value }: EvaluationDetails<T>): T => value
