import type { EvaluationDetails, JsonValue } from '@sluice/core'
import { useContext, useSyncExternalStore } from 'react'
import { ClientContext } from './client-context.ts'
import { createReader, useReader } from './component-reader.ts'
import { readDrawn, readNow, type FlagReader } from './read-flag.ts'

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
  const reader = useReader(key)
  const selected = useSyncExternalStore(
    reader.subscribe,
    () => select(readNow(reader, defaultValue)),
    () => select(readDrawn(reader, defaultValue)),
  )
  return [selected, reader]
}

/** Nothing changes while a server draws, so nothing has to be kept for later. */
const useReadingOnServer: UseReading = (key, defaultValue, select) => {
  const reader = createReader(useContext(ClientContext), key, {})
  return [select(readDrawn(reader, defaultValue)), reader]
}

/** Reads a flag, and leaves it to the caller to tell that what it gives is on the screen. */
export const useReading: UseReading =
  typeof window === 'undefined' ? useReadingOnServer : useReadingInBrowser
