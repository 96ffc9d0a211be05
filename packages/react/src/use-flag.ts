import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { useContext, useMemo, useSyncExternalStore } from 'react'
import { ClientContext } from './client-context.ts'
import type { ExposureOptions } from './exposure/policy.ts'
import { useExposed } from './exposure/use-exposed.ts'
import { flagReader } from './flag-reader.ts'
import { readDrawn, readNow, type FlagReader } from './read-flag.ts'

type UseFlag = <T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: EvaluationDetails<T>) => S,
  options?: ExposureOptions,
) => S

/** A read: what was selected, and what is needed to tell that it is seen. */
export type Reading<S> = readonly [selected: S, reader: FlagReader]

type UseReading = <T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: EvaluationDetails<T>) => S,
) => Reading<S>

const useReadingInBrowser: UseReading = <T extends JsonValue, S>(
  key: string,
  defaultValue: T,
  select: (details: EvaluationDetails<T>) => S,
) => {
  const client = useContext(ClientContext)
  const reader = useMemo(() => flagReader(client, key), [client, key])
  const selected = useSyncExternalStore(
    reader.subscribe,
    () => select(readNow(reader, defaultValue)),
    () => select(readDrawn(reader, defaultValue)),
  )
  return [selected, reader]
}

/** Nothing changes while a server draws, so nothing has to be kept for later. */
const useReadingOnServer: UseReading = (key, defaultValue, select) => {
  const reader = flagReader(useContext(ClientContext), key)
  return [select(readDrawn(reader, defaultValue)), reader]
}

/** Reads a flag, and leaves it to the caller to tell that what it gives is on the screen. */
export const useReading: UseReading =
  typeof window === 'undefined' ? useReadingOnServer : useReadingInBrowser

const useFlagInBrowser: UseFlag = (key, defaultValue, select, options) => {
  const [selected, reader] = useReadingInBrowser(key, defaultValue, select)
  useExposed(reader, reader.given as EvaluationDetails, { select, own: options?.exposure })
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
